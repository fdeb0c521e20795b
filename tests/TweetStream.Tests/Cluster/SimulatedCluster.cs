using TweetStream.Cluster;
using TweetStream.Cluster.Partitions;
using TweetStream.Cluster.Records;
using TweetStream.Cluster.Sources;
using TweetStream.Cluster.Trends;

namespace TweetStream.Tests.Cluster;

/// <summary>
/// Partitions, sources and the merge without Orleans, in one thread: what is sent, lost, repeated, checkpointed and killed is
/// what a test says.
/// </summary>
internal sealed class SimulatedCluster(ClusterOptions options, StampedPost[][] posts)
{
    private readonly PartitionCounts[] _partitions = [.. Enumerable.Range(0, options.Partitions).Select(_ => new PartitionCounts(options))];
    private readonly (PartitionCheckpoint Checkpoint, Dictionary<string, PaneCounts> Panes)?[] _stored = new (PartitionCheckpoint, Dictionary<string, PaneCounts>)?[options.Partitions];
    private readonly Dictionary<string, PaneCounts>[] _records = [.. Enumerable.Range(0, options.Partitions).Select(_ => new Dictionary<string, PaneCounts>(StringComparer.Ordinal))];
    private readonly SortedDictionary<long, WindowResult> _results = [];
    private long _next = long.MinValue;
    private int _activations;

    public IEnumerable<WindowResult> Results => _results.Values;

    public PartitionCounts Partition(int number) => _partitions[number];

    /// <summary>Sends what comes after the smallest position, at most so many posts, to the partitions that lack it.</summary>
    /// <param name="source">Whose posts.</param>
    /// <param name="most">Posts of the batch, at least 1; it may end before.</param>
    /// <param name="lost">Partitions that it never reaches.</param>
    /// <param name="twice">Whether each partition gets it a second time.</param>
    /// <returns>False where nothing is left.</returns>
    public bool Send(int source, int most = int.MaxValue, Func<int, bool>? lost = null, bool twice = false)
    {
        var from = _partitions.Select(partition => partition.Points[source] ?? new("archive", 0)).MinBy(point => point.Offset)!;
        if (from.Offset >= posts[source].Length)
            return false;
        var cuts = _partitions.Select(partition => partition.Points[source]?.Offset ?? 0).Where(offset => offset > from.Offset).DefaultIfEmpty(long.MaxValue).Min();
        var counts = new BatchBuilder(options, from);
        var offset = from.Offset;
        while (offset < posts[source].Length && offset < cuts && offset - from.Offset < most && !counts.IsFull)
            counts.Add(posts[source][offset++].Buffer, arrival: 0);
        var (panes, totals, gaps) = counts.Take();
        var stretch = new CountedStretch(from.Offset, from.Offset, counts.PointAt("archive", offset), panes, totals, gaps);
        for (var number = 0; number < _partitions.Length; number++)
        {
            if (lost?.Invoke(number) == true)
                continue;
            var batch = stretch.For(number, source, 0, from.Offset, isBeginning: from.Offset == 0);
            Deliver(number, batch);
            if (twice)
                Deliver(number, batch);
        }

        return true;
    }

    /// <summary>Says that nobody waits for a source that has stopped.</summary>
    public void MarkIdle(int source)
    {
        foreach (var partition in _partitions)
            partition.Add(CountedStretch.Idle(partition.Points[source] ?? new(null, -1), options.Partitions).For(0, source, 0, partition.Points[source]?.Offset ?? -1, isBeginning: false));
    }

    /// <summary>Takes a checkpoint, or only writes its new records, as where the process dies before the rest.</summary>
    public void Checkpoint(int number, bool whole = true)
    {
        var plan = _partitions[number].Plan($"activation{_activations}");
        foreach (var (name, pane) in plan.Added)
            _records[number].Add(name, pane);
        if (!whole)
        {
            Kill(number);
            return;
        }

        foreach (var name in plan.Obsolete)
            _records[number].Remove(name);
        _stored[number] = (plan.Checkpoint, _records[number].Where(record => plan.Checkpoint.Records.Any(reference => reference.Name == record.Key)).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>Ends the partition, which comes back as its checkpoint knows it.</summary>
    public void Kill(int number)
    {
        _activations++;
        _partitions[number] = new(options);
        if (_stored[number] is { } stored)
            _partitions[number].Restore(stored.Checkpoint, stored.Panes);
    }

    /// <summary>Writes every window that all partitions have closed.</summary>
    /// <param name="forgets">Whether the one who writes dies before it has noted that it did.</param>
    public void Write(bool forgets = false)
    {
        while (true)
        {
            var first = _partitions[0].Closed(_next, null);
            if (first.Outcome != WindowOutcome.Closed)
                return;
            WindowAnswer[] answers = [first, .. _partitions[1..].Select(partition => partition.Closed(_next, first.Window))];
            if (answers.Any(answer => answer.Outcome != WindowOutcome.Closed))
                return;
            var result = WindowMerge.Of(answers, options.Windows, options.Top);
            if (_results.TryGetValue(first.Window, out var before))
                Assert.Equal(Text(before), Text(result));
            _results.TryAdd(first.Window, result);
            if (forgets)
                return;
            _next = first.Window + 1;
        }
    }

    public static string Text(WindowResult result, bool withLate = true) => SingleProcess.Text(result.ToSnapshot(), withLate);

    private void Deliver(int number, SourceBatch batch) => _partitions[number].Add(batch);
}
