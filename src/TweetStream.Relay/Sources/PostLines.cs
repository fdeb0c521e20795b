using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources;

/// <summary>
/// Reads a stream of lines as posts. Owns the buffer and the count of lines that hold no post; leaves the stream's life
/// and all waiting to the source.
/// </summary>
internal sealed class PostLines(Stream input, string source, int maxLineBytes, SourceTally tally)
{
    private readonly LineBuffer _lines = new(maxLineBytes) { LeftOut = beginning => tally.AddOversized(source, maxLineBytes, beginning) };
    private readonly PostReader _reader = new();
    private bool _ended;

    /// <summary>The next post among the bytes at hand; false when more must be read.</summary>
    public bool TryRead(PostBuffer post)
    {
        while (_ended ? _lines.TryReadLast(out var line) : _lines.TryRead(out line))
        {
            switch (_reader.Read(line, post))
            {
                case LineKind.Post or LineKind.Text:
                    return true;
                case LineKind.Control:
                    tally.AddControl();
                    break;
                case LineKind.Malformed:
                    tally.AddMalformed(source, _reader.Problem, line);
                    break;
            }
        }

        return false;
    }

    /// <summary>Reads more bytes; false when everything has been handed out.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        if (_ended)
            return false;
        var bytes = await input.ReadAsync(_lines.Free, stop);
        _ended = bytes == 0;
        _lines.Commit(bytes);
        return true;
    }
}
