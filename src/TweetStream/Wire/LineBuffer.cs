using TweetStream.Bytes;

namespace TweetStream.Wire;

/// <summary>
/// Cuts blocks of bytes into lines. Owns the framing: <c>\n</c> ends a line, a <c>\r</c> before it belongs to the end,
/// a byte order mark at the very start is skipped, and a line above the limit is left out and counted while memory stays
/// flat. Knows no socket and no file: the caller fills <see cref="Free"/> and says how much with <see cref="Commit"/>.
/// </summary>
public sealed class LineBuffer
{
    private const int BlockBytes = 2 * 1024 * 1024; // each call costs more than to count what then is no longer in the near cache
    private const int LeastBytes = 4 * BlockBytes; // no growing to what is held back at times; what is not written takes no memory
    private const int BeginningBytes = 4 * 1024;
    private readonly int _maxLineBytes;
    private byte[] _bytes = HugePages.Allocate<byte>(LeastBytes);
    private int _start;
    private int _searched;
    private int _end;
    private bool _skipping;
    private bool _atStart = true;

    /// <param name="maxLineBytes">Longest line in bytes, its end not counted; at least 1.</param>
    public LineBuffer(int maxLineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 1);
        _maxLineBytes = maxLineBytes;
    }

    /// <summary>Lines left out because they were longer than the limit.</summary>
    public long Oversized { get; private set; }

    /// <summary>Takes the beginning, at most 4 KiB, of each line that is left out; null where nobody wants it.</summary>
    public LineHandler? LeftOut { get; set; }

    /// <summary>
    /// Where the next bytes go; never empty, and no more than 2 MiB, however long a line was once.
    /// Lines handed out before are no longer valid after this call.
    /// </summary>
    public Memory<byte> Free
    {
        get
        {
            if (_start > 0)
            {
                _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
                _end -= _start;
                _searched -= _start;
                _start = 0;
            }

            // A line may grow to the limit and its line end; beyond that TryRead discards it, so there is always room again.
            if (_bytes.Length - _end < BlockBytes / 2)
                Grow();
            return _bytes.AsMemory(_end, Math.Min(BlockBytes, _bytes.Length - _end));
        }
    }

    /// <summary>Whether the bytes so far end in the middle of a line.</summary>
    public bool HasPartialLine => _end > _start || _skipping;

    public void Commit(int bytes) => _end += bytes;

    /// <summary>The next whole line without its end; false when more bytes are needed.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        SkipByteOrderMark();
        while (true)
        {
            var length = _bytes.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (length < 0)
            {
                _searched = _end;
                DiscardAboveLimit();
                line = default;
                return false;
            }

            var lineEnd = _searched + length;
            line = _bytes.AsSpan(_start, lineEnd - _start);
            _start = _searched = lineEnd + 1;
            _atStart = false;
            if (IsWanted(ref line))
                return true;
        }
    }

    /// <summary>
    /// Whole lines with their ends, all that are here and surely within the limit: they stay to be read, one by one or, after
    /// <see cref="Skip"/>, not at all. Nothing where the next one must be read by itself. A <c>\r</c> and a byte order mark are
    /// as they came.
    /// </summary>
    public ReadOnlySpan<byte> WholeLines
    {
        get
        {
            var lines = _skipping ? default : _bytes.AsSpan(_start, Math.Min(_end - _start, _maxLineBytes));
            return lines[..(lines.LastIndexOf((byte)'\n') + 1)];
        }
    }

    /// <summary>Bytes that have not been read as lines.</summary>
    public int Unread => _end - _start;

    /// <summary>
    /// Looks at whole lines, which stay to be read, one after the other: <paramref name="at"/> is 0 for the first one and
    /// then where the next one begins. False when more bytes are needed.
    /// </summary>
    public bool TryPeek(ref int at, out ReadOnlySpan<byte> line)
    {
        var unread = _bytes.AsSpan(_start + at, _end - _start - at);
        var length = unread.IndexOf((byte)'\n');
        line = length < 0 ? default : unread[..length];
        at += length + 1;
        return length >= 0;
    }

    /// <summary>Looks at what came behind the whole lines; <paramref name="at"/> as <see cref="TryPeek"/> left it.</summary>
    public ReadOnlySpan<byte> PeekRest(int at) => _bytes.AsSpan(_start + at, _end - _start - at);

    /// <summary>Drops so many bytes of whole lines.</summary>
    public void Skip(int bytes)
    {
        _start += bytes;
        _searched = Math.Max(_searched, _start);
        _atStart = false;
    }

    /// <summary>At the end of the input: the last line where it has no line end; false when there is none.</summary>
    public bool TryReadLast(out ReadOnlySpan<byte> line)
    {
        SkipByteOrderMark();
        line = _bytes.AsSpan(_start, _end - _start);
        var partial = HasPartialLine;
        _start = _searched = _end;
        return partial && IsWanted(ref line);
    }

    /// <summary>Forgets a partial line, as after a lost connection; the next bytes begin a new stream.</summary>
    public void Reset()
    {
        _start = _searched = _end = 0;
        _skipping = false;
        _atStart = true;
    }

    private void Grow()
    {
        var longer = HugePages.Allocate<byte>(_bytes.Length * 2);
        _bytes.AsSpan(0, _end).CopyTo(longer);
        _bytes = longer;
    }

    // False for the rest of a line of which the beginning was discarded already, and for one that is whole but too long.
    private bool IsWanted(ref ReadOnlySpan<byte> line)
    {
        if (_skipping)
        {
            _skipping = false;
            return false;
        }

        if (line is [.., (byte)'\r'])
            line = line[..^1];
        if (line.Length <= _maxLineBytes)
            return true;
        LeaveOut(line);
        return false;
    }

    private void LeaveOut(ReadOnlySpan<byte> beginning)
    {
        Oversized++;
        LeftOut?.Invoke(beginning[..Math.Min(beginning.Length, BeginningBytes)]);
    }

    private void DiscardAboveLimit()
    {
        if (!_skipping && _end - _start <= _maxLineBytes + 1)
            return;
        if (!_skipping)
            LeaveOut(_bytes.AsSpan(_start, _end - _start));
        _skipping = true;
        _start = _searched = _end;
    }

    private void SkipByteOrderMark()
    {
        if (!_atStart || _end - _start < 3)
            return;
        _atStart = false;
        if (_bytes.AsSpan(_start, 3).SequenceEqual("\uFEFF"u8))
            _start = _searched = _start + 3;
    }
}

/// <summary>Takes a line, or its beginning, which is valid only during the call.</summary>
public delegate void LineHandler(ReadOnlySpan<byte> line);
