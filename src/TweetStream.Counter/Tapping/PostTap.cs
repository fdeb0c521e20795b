using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Counter.Tapping;

/// <summary>
/// From batches of lines to the posts that are shown. Owns which posts those are, and where in a relay's stream they stand,
/// so that after a lost connection none comes twice; leaves how they look to the output. For use by one thread.
/// </summary>
internal sealed class PostTap(TapOptions options, PostOutput output)
{
    private readonly PostReader _reader = new();
    private readonly PostBuffer _post = new();
    private readonly Sample _sample = new(options.Sample, options.Seed);
    private readonly Place _place = new();
    private long _read;

    /// <inheritdoc cref="Place.Position"/>
    public ArchivePosition? Position => _place.Position;

    public long Shown { get; private set; }

    /// <summary>Lines that hold no post, or were too long.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Posts that never came, as far as anybody can tell.</summary>
    public long Missed { get; private set; }

    /// <summary>Whether more posts are wanted after these.</summary>
    /// <exception cref="IOException">They cannot be shown.</exception>
    public bool Take(Batch batch)
    {
        if (batch.Connection is { IsLost: false } connection && _place.Move(connection, out var missing))
            Missed += missing ?? 0;
        if (batch.Lines is not { } lines)
            return true;
        var oversized = lines.Oversized;
        while (IsWanting && (lines.TryRead(out var line) || (batch.IsLast && lines.TryReadLast(out line))))
            Take(line, batch.Arrival);
        LeftOut += lines.Oversized - oversized;
        output.Flush();
        return IsWanting;
    }

    private bool IsWanting => options.Limit is not { } limit || Shown < limit;

    private void Take(ReadOnlySpan<byte> line, long arrival)
    {
        var kind = _reader.Read(line, _post);
        if (kind is not (LineKind.Post or LineKind.Text))
        {
            _place.Pass(1);
            LeftOut += kind == LineKind.Blank ? 0 : 1;
            return;
        }

        if (!_place.Take(_post.Offset, out var missing))
            return;
        Missed += missing;
        if (!options.Passes(_post) || !_sample.Takes(_place.IsNumbered && _post.Offset is { } offset ? offset : _read++))
            return;
        output.Write(line, kind, _post, arrival);
        Shown++;
    }
}
