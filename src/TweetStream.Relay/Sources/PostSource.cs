using System.Text;

namespace TweetStream.Relay.Sources;

/// <summary>A source of posts. Owns where they come from and how fast; leaves everything after that to <see cref="PostSink"/>.</summary>
internal abstract class PostSource(string name)
{
    private static int _latestSeries;
    private long _passed;
    private long _filteredOut;
    private long _duplicates;
    private long _newestPost = long.MinValue;
    private volatile Run _run = new(SourcePhase.NotStarted, "");

    /// <summary>Names the source in the log and, where a post does not say itself where it came from, in the post.</summary>
    public string Name { get; } = name;

    /// <summary>The same in UTF-8.</summary>
    public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Whether it comes to an end by itself.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>
    /// A post can repeat only one of the same series. What networks deliver, live or recorded, is series 0; a recording that is
    /// played again and a source that makes its posts up begin one of their own.
    /// </summary>
    public int Series { get; private set; }

    /// <summary>Whether it delivers only posts that meet a track term, by the network's own idea of that.</summary>
    public virtual bool IsTracked => false;

    /// <summary>What became of its posts so far; may be read at any time.</summary>
    public SourceCounts Counts
    {
        get
        {
            var (passed, filteredOut, duplicates) = (Interlocked.Read(ref _passed), Interlocked.Read(ref _filteredOut), Interlocked.Read(ref _duplicates));
            return new() { Source = Name, Received = passed + filteredOut + duplicates, Passed = passed, FilteredOut = filteredOut, Duplicates = duplicates };
        }
    }

    /// <summary>What it is doing; may be read at any time.</summary>
    public SourceStatus Status
    {
        get
        {
            var run = _run.Phase == SourcePhase.Connected ? Running : _run;
            var newest = Volatile.Read(ref _newestPost);
            return new(Name, run.Phase, run.Words, newest == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(newest));
        }
    }

    /// <summary>What it is doing between its start and its end.</summary>
    protected virtual Run Running => _run;

    public void Started() => _run = new(SourcePhase.Connected, "");

    /// <param name="failure">Why before its time; null where it had no more posts.</param>
    public void Ended(Exception? failure) =>
        _run = failure is null ? new(SourcePhase.Ended, "") : new(SourcePhase.Failed, failure.Message);

    /// <summary>Tells the source that a post which was made at this time, in ms since the Unix epoch, was passed on.</summary>
    public void Passed(long createdAt) => Volatile.Write(ref _newestPost, createdAt);

    /// <summary>Tells the source what became of a post.</summary>
    public void Count(Fate fate) => Interlocked.Increment(ref fate == Fate.Passed ? ref _passed : ref fate == Fate.FilteredOut ? ref _filteredOut : ref _duplicates);

    /// <summary>From here on no post repeats an earlier one, nor one of another source.</summary>
    protected void BeginSeries() => Series = Interlocked.Increment(ref _latestSeries);

    /// <summary>Passes posts on until there are no more, which is a normal end, or until <paramref name="stop"/>.</summary>
    /// <exception cref="IOException">What was open could not be read to its end.</exception>
    public abstract Task RunAsync(PostSink sink, CancellationToken stop);

    protected sealed record Run(SourcePhase Phase, string Words);
}

/// <summary>What becomes of a post in the sink.</summary>
internal enum Fate
{
    Passed,
    FilteredOut,
    Duplicate,
}
