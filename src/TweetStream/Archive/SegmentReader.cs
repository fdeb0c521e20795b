using ZstdSharp;

namespace TweetStream.Archive;

/// <summary>
/// Reads one segment, which may still grow. Owns the buffer and that only whole lines leave it; which segment comes next
/// is the <see cref="ArchiveReader"/>'s to find.
/// </summary>
internal sealed class SegmentReader(ArchiveSegment segment) : IDisposable
{
    private const int BlockBytes = 64 * 1024;
    private readonly Stream _stream = segment.Open();
    private byte[] _buffer = new byte[BlockBytes];
    private int _start;
    private int _whole;
    private int _used;
    private int _lines;

    public ArchiveSegment Segment => segment;

    /// <summary>Offset of the first line that was not handed out or skipped.</summary>
    public long Next { get; private set; } = segment.First;

    /// <summary>Some whole lines with offsets in [from, end), valid until the next call; empty where there are no more as yet.</summary>
    /// <exception cref="ArchiveException">The segment is damaged.</exception>
    public ReadOnlyMemory<byte> Read(long from, long end, out int count)
    {
        do
        {
            if (Next < from)
                Skip(from - Next);
            if (Next >= from && _lines > 0)
                return Take(end, out count);
        }
        while (Next < end && Fill());
        count = 0;
        return default;
    }

    public void Dispose() => _stream.Dispose();

    private void Skip(long lines)
    {
        var skipped = (int)Math.Min(lines, _lines);
        _start += Bytes(skipped);
        _lines -= skipped;
        Next += skipped;
    }

    private ReadOnlyMemory<byte> Take(long end, out int count)
    {
        count = (int)Math.Clamp(end - Next, 0, _lines);
        var lines = _buffer.AsMemory(_start, Bytes(count));
        // Offsets are counted, so that one look at each block finds a file that somebody changed.
        if (count > 0 && (!ArchiveLine.TryRead(lines.Span[..lines.Span.IndexOf((byte)'\n')], out var offset) || offset != Next))
            throw new ArchiveException($"the archive is damaged at offset {Next} in {segment.Path}");
        _start += lines.Length;
        _lines -= count;
        Next += count;
        return lines;
    }

    private int Bytes(int lines)
    {
        if (lines == _lines)
            return _whole - _start;
        var rest = _buffer.AsSpan(_start, _whole - _start);
        for (var i = 0; i < lines; i++)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        return _whole - _start - rest.Length;
    }

    // False at the end, which may be only the end for now.
    private bool Fill()
    {
        var partial = _used - _whole;
        var buffer = partial < BlockBytes / 2 && _buffer.Length > BlockBytes ? new byte[BlockBytes]
            : partial == _buffer.Length ? new byte[partial * 2]
            : _buffer;
        _buffer.AsSpan(_whole, partial).CopyTo(buffer);
        (_buffer, _start, _whole, _used) = (buffer, 0, 0, partial);
        var read = ReadMore();
        if (read == 0)
        {
            // Half a line may be cut off before the segment goes on: it is read again.
            if (_stream.CanSeek)
                _stream.Position -= partial;
            _used = 0;
            return false;
        }

        _used += read;
        _whole = _buffer.AsSpan(0, _used).LastIndexOf((byte)'\n') + 1;
        _lines = _buffer.AsSpan(0, _whole).Count((byte)'\n');
        return true;
    }

    private int ReadMore()
    {
        try
        {
            return _stream.Read(_buffer.AsSpan(_used));
        }
        catch (Exception damage) when (damage is ZstdException or EndOfStreamException or InvalidDataException)
        {
            throw new ArchiveException($"the archive is damaged after offset {Next - 1} in {segment.Path}: {damage.Message}", damage);
        }
    }
}
