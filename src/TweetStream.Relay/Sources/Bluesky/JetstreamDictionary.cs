using System.Buffers.Binary;
using TweetStream.Relay.Sources.Live;
using ZstdSharp;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// The dictionary that a server of version 2 compresses its messages with, each as one Zstandard frame. Owns fetching it and
/// taking messages apart with it, neither beyond a limit. Not for use by two threads at once.
/// <code>
/// GET https://HOST/xrpc/network.bsky.jetstream.getZstdDictionary
/// dictionary = magic 4OCTET id 4OCTET *OCTET     little-endian (RFC 8878, section 5)
/// </code>
/// </summary>
internal sealed class JetstreamDictionary : IDisposable
{
    private const uint Magic = 0xEC30A437;
    private const int HeaderBytes = 2 * sizeof(uint);

    // Today's has 64 KiB.
    private const int MaxBytes = 1024 * 1024;
    private readonly Decompressor _decompressor = new();
    private readonly int _maxMessageBytes;
    private byte[] _message = [];

    private JetstreamDictionary(uint id, ReadOnlySpan<byte> bytes, int maxMessageBytes)
    {
        (Id, Length, _maxMessageBytes) = (id, bytes.Length, maxMessageBytes);
        _decompressor.LoadDictionary(bytes);
    }

    /// <summary>How the server is told which dictionary there is.</summary>
    public uint Id { get; }

    public int Length { get; }

    /// <exception cref="DisconnectException">The server gives none out, or not in time.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    /// <exception cref="InvalidDataException">What it gave is no dictionary.</exception>
    public static async Task<JetstreamDictionary> FetchAsync(Uri server, int maxMessageBytes, TimeProvider time, CancellationToken stop)
    {
        using var http = new SourceHttp(server, token: null, time);
        using var patience = new CancellationTokenSource(SourceHttp.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        var bytes = new byte[MaxBytes + 1];
        try
        {
            using var response = await http.GetAsync("/xrpc/network.bsky.jetstream.getZstdDictionary", either.Token);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, either.Token);
            return Read(bytes.AsSpan(0, length), maxMessageBytes);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw StallGuard.Silent(SourceHttp.Patience);
        }
    }

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static JetstreamDictionary Read(ReadOnlySpan<byte> bytes, int maxMessageBytes)
    {
        if (bytes.Length > MaxBytes)
            throw new InvalidDataException($"a dictionary of more than {MaxBytes} bytes");
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(uint)..]) is not (> 0 and var id))
            throw new InvalidDataException("no Zstandard dictionary");
        try
        {
            return new(id, bytes, maxMessageBytes);
        }
        catch (ZstdException damage)
        {
            throw new InvalidDataException($"a damaged Zstandard dictionary ({damage.Message})", damage);
        }
    }

    /// <summary>Takes a message apart, which is then in <paramref name="message"/> until the next call.</summary>
    public Inflation Inflate(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> message)
    {
        message = default;
        try
        {
            // What the frame claims may be wrong: nothing is written beyond the room that it asked for.
            var claimed = Decompressor.GetDecompressedSize(frame);
            if (claimed > (ulong)_maxMessageBytes)
                return Inflation.Oversized;
            if ((ulong)_message.Length < claimed)
                _message = new byte[Math.Max((int)claimed, Math.Min(_message.Length * 2, _maxMessageBytes))];
            message = _message.AsSpan(0, _decompressor.Unwrap(frame, _message));
            return Inflation.Whole;
        }
        catch (ZstdException)
        {
            return Inflation.Damaged;
        }
    }

    public void Dispose() => _decompressor.Dispose();
}

/// <summary>What became of a compressed message.</summary>
internal enum Inflation
{
    Whole,
    Oversized,
    Damaged,
}
