using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Counter.Counting;

/// <summary>
/// Where posts are missing, in the time that the windows count in: from the last counted post before a gap to the first
/// one after it. Owns what is told of a window that overlaps gaps; leaves to others how one knows of them.
/// Not for use by two threads at once.
/// </summary>
internal sealed class GapLog(WindowSpec windows)
{
    /// <summary>So many gaps are told apart; beyond that the newest grows.</summary>
    public const int Most = 1000;

    private readonly List<Stretch> _gaps = [];
    private bool _isPending;
    private long _missed;
    private long _lastPost = long.MinValue;

    /// <summary>Posts that are known to be missing, in all gaps so far.</summary>
    public long Missed => Volatile.Read(ref _missed);

    /// <summary>Gaps that some window may still overlap.</summary>
    public int Count => _gaps.Count;

    /// <summary>Time of the last counted post, in ms since the Unix epoch; null before the first.</summary>
    public long? LastPost => Volatile.Read(ref _lastPost) is var last && last == long.MinValue ? null : last;

    /// <summary>Begins a gap after the last counted post; it reaches on until the next one.</summary>
    /// <param name="posts">How many are missing; null where nobody can tell.</param>
    public void Open(long? posts)
    {
        _missed += posts ?? 0;
        var gap = new Stretch(LastPost ?? long.MinValue, long.MaxValue, posts);
        if (_gaps.Count > 0 && (_isPending || _gaps.Count == Most))
            _gaps[^1] = _gaps[^1].With(gap);
        else
            _gaps.Add(gap);
        _isPending = true;
    }

    /// <summary>A post was counted at <paramref name="time"/>: a gap that is open ends there.</summary>
    public void Post(long time)
    {
        if (_isPending)
        {
            var gap = _gaps[^1];
            // Posts may come out of order, the one after the gap from before it.
            _gaps[^1] = gap with { From = Math.Min(gap.From, time), To = Math.Max(gap.From, time) };
            _isPending = false;
        }

        _lastPost = time;
    }

    /// <summary>What is missing in a window; null where it is complete.</summary>
    public Gap? Within(long start, long end)
    {
        Stretch? all = null;
        foreach (var gap in _gaps)
        {
            if (gap.From < end && gap.To >= start)
                all = all is { } others ? others.With(gap) : gap;
        }

        return all is { } found ? new(Time(found.From == long.MinValue ? start : found.From), found.To == long.MaxValue ? null : Time(found.To), found.Posts) : null;
    }

    /// <summary>Forgets the gaps that no window overlaps which is still to be shown.</summary>
    public void Forget(long watermark)
    {
        if (_gaps.Count == 0 || watermark is long.MinValue or long.MaxValue)
            return;
        var earliest = windows.StartOf(windows.FirstWindowEndingAfter(watermark - windows.AllowedLateness));
        _gaps.RemoveAll(gap => gap.To < earliest);
    }

    public void Save(BinaryWriter state)
    {
        state.Write(Missed);
        state.Write(LastPost.HasValue);
        state.Write(LastPost ?? 0);
        state.Write(_isPending);
        state.Write(_gaps.Count);
        foreach (var gap in _gaps)
        {
            state.Write(gap.From);
            state.Write(gap.To);
            state.Write(gap.Posts ?? -1);
        }
    }

    public void Restore(BinaryReader state)
    {
        _missed = state.ReadInt64();
        var hasPost = state.ReadBoolean();
        var lastPost = state.ReadInt64();
        _lastPost = hasPost ? lastPost : long.MinValue;
        _isPending = state.ReadBoolean();
        _gaps.Clear();
        for (var left = state.ReadInt32(); left > 0; left--)
            _gaps.Add(new(state.ReadInt64(), state.ReadInt64(), state.ReadInt64() is >= 0 and var posts ? posts : null));
    }

    private static DateTimeOffset Time(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(time, DateTimeOffset.MinValue.ToUnixTimeMilliseconds()));

    // long.MinValue where no post came before it, long.MaxValue while none has come after it.
    private readonly record struct Stretch(long From, long To, long? Posts)
    {
        public Stretch With(Stretch other) => new(Math.Min(From, other.From), Math.Max(To, other.To), Posts + other.Posts);
    }
}
