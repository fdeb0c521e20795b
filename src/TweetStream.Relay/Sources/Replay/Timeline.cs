namespace TweetStream.Relay.Sources.Replay;

/// <summary>
/// Says when each post of a recording is due, from the times recorded in it. Pure arithmetic: knows no clock and never waits.
/// <list type="bullet">
/// <item>Gaps count from the first post, so that they do not drift; a post earlier than another before it is due at once.</item>
/// <item>A jump of more than an hour, either way, is a hole in the recording and not waited for.</item>
/// <item>A post without time comes with the one before it; before the first time of all, as in plain text, ten come a second.</item>
/// </list>
/// </summary>
internal sealed class Timeline
{
    private static readonly TimeSpan GapWithoutTimes = TimeSpan.FromMilliseconds(100);
    private const long HoleMilliseconds = 60 * 60 * 1000;
    private long? _latest;
    private long _base;
    private long _firstOfRound;
    private long _timesOfRound;
    private TimeSpan _due;
    private bool _begun;

    /// <summary>When the post with this time is due after the start of the replay; posts are asked for in the order of the file.</summary>
    /// <param name="createdAt">Milliseconds since the Unix epoch, or null where the post has no time.</param>
    public TimeSpan Next(long? createdAt)
    {
        if (createdAt is not { } at)
        {
            if (_latest is null && _begun)
                _due += GapWithoutTimes;
            _begun = true;
            return _due;
        }

        _begun = true;
        if (_latest is not { } latest)
        {
            _firstOfRound = at;
            Rebase(at);
        }
        else if (Math.Abs(at - latest) > HoleMilliseconds)
        {
            Rebase(at);
        }

        _timesOfRound++;
        _latest = Math.Max(_latest ?? at, at);
        var due = TimeSpan.FromMilliseconds(at - _base);
        if (due > _due)
            _due = due;
        return due;
    }

    /// <summary>The recording starts over: its first post is due one mean gap after the latest.</summary>
    public void StartOver()
    {
        var mean = _timesOfRound > 1 && _latest is { } latest ? (latest - _firstOfRound) / (_timesOfRound - 1) : 1000;
        _due += _latest is null ? GapWithoutTimes : TimeSpan.FromMilliseconds(Math.Clamp(mean, 1, 1000));
        _latest = null;
        _timesOfRound = 0;
        _begun = false;
    }

    private void Rebase(long at)
    {
        _latest = at;
        _base = at - (long)_due.TotalMilliseconds;
    }
}
