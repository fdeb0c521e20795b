using System.Text;

namespace TweetStream.Relay.Sources;

/// <summary>A source of posts. Owns where they come from and how fast; leaves everything after that to <see cref="PostSink"/>.</summary>
internal abstract class PostSource(string name)
{
    private static int _latestSeries;
    private long _passed;
    private long _filteredOut;
    private long _duplicates;

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

    /// <summary>Tells the source what became of a post.</summary>
    public void Count(Fate fate) => Interlocked.Increment(ref fate == Fate.Passed ? ref _passed : ref fate == Fate.FilteredOut ? ref _filteredOut : ref _duplicates);

    /// <summary>From here on no post repeats an earlier one, nor one of another source.</summary>
    protected void BeginSeries() => Series = Interlocked.Increment(ref _latestSeries);

    /// <summary>Passes posts on until there are no more, which is a normal end, or until <paramref name="stop"/>.</summary>
    /// <exception cref="IOException">What was open could not be read to its end.</exception>
    public abstract Task RunAsync(PostSink sink, CancellationToken stop);
}

/// <summary>What becomes of a post in the sink.</summary>
internal enum Fate
{
    Passed,
    FilteredOut,
    Duplicate,
}
