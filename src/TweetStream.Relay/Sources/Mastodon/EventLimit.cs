using TweetStream.Wire;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// A stream of server-sent events of which none is longer than the limit, because a parser keeps what it has of an event, and
/// of a line, until that ends. What is too long is cut, up to the empty line that ends it; a comment belongs to no event.
/// Leaves it to the reader of the events to tell a cut one by its length.
/// </summary>
internal sealed class EventLimit(Stream inner, int maxEventBytes, Action onBytes) : ReadOnlyStream(inner)
{
    private int _event;
    private int _eventBeforeLine;
    private int _line;
    private bool _isComment;
    private bool _hasEndedCutLine;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await Inner.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return 0;
            onBytes();
            var kept = Keep(buffer.Span[..read]);
            if (kept > 0)
                return kept;
        }
    }

    // Moves what is kept to the front.
    private int Keep(Span<byte> bytes)
    {
        var kept = 0;
        foreach (var value in bytes)
        {
            if (value == '\n' ? KeepLineEnd() : KeepInLine(value))
                bytes[kept++] = value;
        }

        return kept;
    }

    // After a line that was cut the next line end that passes is that of the event.
    private bool KeepLineEnd()
    {
        var isEmpty = _line == 0;
        var keep = isEmpty || !_hasEndedCutLine;
        if (isEmpty)
            (_event, _hasEndedCutLine) = (0, false);
        else if (_isComment)
            _event = _eventBeforeLine;
        else
            _hasEndedCutLine = _event > maxEventBytes;
        _line = 0;
        return keep;
    }

    private bool KeepInLine(byte value)
    {
        if (value == '\r')
            return _event <= maxEventBytes;
        if (_line == 0)
            (_isComment, _eventBeforeLine) = (value == ':', _event);
        _line = Math.Min(_line + 1, maxEventBytes);
        _event = Math.Min(_event + 1, maxEventBytes + 1);
        return _event <= maxEventBytes;
    }
}
