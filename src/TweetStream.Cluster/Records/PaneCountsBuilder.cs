namespace TweetStream.Cluster.Records;

/// <summary>Collects the counts of one pane. Not for use by two threads at once.</summary>
internal sealed class PaneCountsBuilder(long number)
{
    private readonly List<byte> _spellings = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _counts = [];

    public long Posts { get; set; }

    public void Add(ReadOnlySpan<byte> spelling, int count)
    {
        _spellings.AddRange(spelling);
        _lengths.Add(spelling.Length);
        _counts.Add(count);
    }

    public PaneCounts Build() => new(number, Posts, [.. _spellings], [.. _lengths], [.. _counts]);
}
