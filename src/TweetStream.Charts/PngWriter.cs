using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.Intrinsics;

namespace TweetStream.Charts;

/// <summary>
/// From opaque pixels to a PNG (https://www.w3.org/TR/png-3/) of 8 bits for each of red, green and blue, fast for pictures
/// of flat colours. Keeps its buffers from picture to picture; one thread at a time.
/// </summary>
/// <remarks>
/// Skia's own encoder takes three times as long on a chart, for a larger file. Most lines of a chart are those above
/// them once more, and a line that says so costs next to nothing; level 2 is where the compressor of .NET finds them.
/// </remarks>
internal sealed class PngWriter : IDisposable
{
    private const int Channels = 3, PixelBytes = 4;
    private const byte AsItIs = 0, DifferenceToLineAbove = 2;

    private static readonly ZLibCompressionOptions Compression = new() { CompressionLevel = 2 };

    private readonly MemoryStream _file = new();
    private byte[] _line = [];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="pixels">Line by line from the top, four bytes a pixel: red, green, blue and one that is not looked at.</param>
    /// <param name="width">In pixels, above 0.</param>
    public byte[] Write(ReadOnlySpan<byte> pixels, int width)
    {
        _file.SetLength(0);
        _file.Write(Signature);
        WriteHeader(width, pixels.Length / (width * PixelBytes));
        WriteImage(pixels, width * PixelBytes);
        EndChunk(BeginChunk("IEND"u8));
        return _file.ToArray();
    }

    public void Dispose() => _file.Dispose();

    private void WriteHeader(int width, int height)
    {
        const byte bitsAChannel = 8, redGreenBlue = 2;
        var start = BeginChunk("IHDR"u8);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (bitsAChannel, redGreenBlue);
        _file.Write(header);
        EndChunk(start);
    }

    private void WriteImage(ReadOnlySpan<byte> pixels, int stride)
    {
        var start = BeginChunk("IDAT"u8);
        using (var compressor = new ZLibStream(_file, Compression, leaveOpen: true))
        {
            Array.Resize(ref _line, 1 + stride / PixelBytes * Channels);
            ReadOnlySpan<byte> above = default;
            for (var rest = pixels; !rest.IsEmpty; rest = rest[stride..])
            {
                var line = rest[..stride];
                if (line.SequenceEqual(above))
                {
                    _line.AsSpan().Clear();
                    _line[0] = DifferenceToLineAbove;
                }
                else
                {
                    _line[0] = AsItIs;
                    WithoutFourth(line, _line.AsSpan(1));
                }

                compressor.Write(_line);
                above = line;
            }
        }

        EndChunk(start);
    }

    private static void WithoutFourth(ReadOnlySpan<byte> pixels, Span<byte> channels)
    {
        var firstThree = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0xFF, 0xFF, 0xFF, 0xFF);
        // Four pixels at a time, as long as there is room for the four bytes that are written too much.
        while (channels.Length >= Vector128<byte>.Count)
        {
            Vector128.Shuffle(Vector128.Create(pixels), firstThree).CopyTo(channels);
            pixels = pixels[Vector128<byte>.Count..];
            channels = channels[(Vector128<byte>.Count / PixelBytes * Channels)..];
        }

        for (; !pixels.IsEmpty; pixels = pixels[PixelBytes..], channels = channels[Channels..])
            pixels[..Channels].CopyTo(channels);
    }

    /// <returns>Where it begins: with the room for its length, known at its end.</returns>
    private int BeginChunk(ReadOnlySpan<byte> type)
    {
        var start = (int)_file.Length;
        _file.Write([0, 0, 0, 0]);
        _file.Write(type);
        return start;
    }

    private void EndChunk(int start)
    {
        const int lengthBytes = 4, typeBytes = 4;
        var chunk = _file.GetBuffer().AsSpan(start, (int)_file.Length - start);
        BinaryPrimitives.WriteInt32BigEndian(chunk, chunk.Length - lengthBytes - typeBytes);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(chunk[lengthBytes..]));
        _file.Write(checksum);
    }
}
