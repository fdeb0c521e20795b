using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace TweetStream.Archive;

/// <summary>
/// The offset up to which offsets may have been given while nothing was archived; 0 while archiving, when the segments
/// tell it. Owns its file, which has a fixed length and is overwritten in place, because that works on a full disk.
/// </summary>
internal sealed class Reservation : IDisposable
{
    private const string FileName = "reserved";
    private const int Digits = 20;
    private readonly SafeFileHandle _file;
    private readonly ILogger _logger;
    private bool _isTold;

    private Reservation(SafeFileHandle file, long value, ILogger logger)
    {
        _file = file;
        _logger = logger;
        Value = value;
    }

    /// <summary>What stands on the disk.</summary>
    public long Value { get; private set; }

    /// <exception cref="ArchiveException">What stands there is no offset.</exception>
    public static Reservation Open(string folder, ILogger logger)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            DurableFile.Replace(path, file => file.Write(Format(0)));
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[Digits + 1];
        if (RandomAccess.Read(handle, bytes, 0) == bytes.Length
            && bytes[Digits] == '\n'
            && long.TryParse(bytes[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return new(handle, value, logger);
        handle.Dispose();
        throw new ArchiveException($"{path} is damaged, and without it an offset could be given twice; write into it the offset to go on from, with {Digits} digits and a line end");
    }

    /// <exception cref="IOException">It could not be written; what stands there is the value before.</exception>
    public void Write(long value)
    {
        RandomAccess.Write(_file, Format(value), 0);
        RandomAccess.FlushToDisk(_file);
        Value = value;
    }

    /// <summary>Writes it down or, the first time that it cannot, tells what that may cost.</summary>
    public void TryWrite(long value)
    {
        try
        {
            Write(value);
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            if (!_isTold && value > 0)
                _logger.LogNotReserved(failure.Message);
            _isTold |= value > 0;
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[] Format(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0') + "\n");
}
