using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources;

/// <summary>
/// Reads a stream of lines as posts. Owns the buffer; leaves what a line is to <see cref="PostDecoder"/>, and the stream's
/// life and all waiting to the source.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="source">Names the source in the dead letters.</param>
/// <param name="maxLineBytes">Longest line in bytes.</param>
/// <param name="tally">Counts what holds no post.</param>
/// <param name="decoder">Null for one to which plain text is a post.</param>
/// <param name="leftOut">Called for each line that is too long.</param>
internal sealed class PostLines(Stream input, string source, int maxLineBytes, SourceTally tally, PostDecoder? decoder = null, Action? leftOut = null)
{
    private readonly LineBuffer _lines = new(maxLineBytes)
    {
        LeftOut = beginning =>
        {
            tally.AddOversized(source, maxLineBytes, beginning);
            leftOut?.Invoke();
        },
    };

    private readonly PostDecoder _decoder = decoder ?? new(source, isJson: false, tally);
    private bool _ended;

    /// <summary>The next post among the bytes at hand; false when more must be read.</summary>
    public bool TryRead(PostBuffer post)
    {
        while (_ended ? _lines.TryReadLast(out var line) : _lines.TryRead(out line))
        {
            if (_decoder.TryRead(line, post))
                return true;
        }

        return false;
    }

    /// <summary>No more bytes will come, as when the input failed: what is at hand is the last line.</summary>
    public void End() => _ended = true;

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
