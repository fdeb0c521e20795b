using System.Diagnostics.Metrics;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster;

/// <summary>
/// Shows what the grains of this silo do to whoever collects metrics; a grain that moves goes on in the sums of another silo.
/// Sums begin with the process. What each one means: <c>docs/cluster.md</c>.
/// </summary>
internal sealed class ClusterMetrics
{
    public const string MeterName = "TweetStream.Cluster";
    private const string Prefix = "tweetstream.cluster.";

    // From a millisecond to what would be noticed by anyone.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Counter<long> _posts;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _rewinds;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _windows;
    private readonly Histogram<double> _checkpoints;
    private readonly Histogram<double> _merges;

    public ClusterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _posts = meter.CreateCounter<long>(Prefix + "source.posts", "{post}", "Posts read from relays, again after a rewind.");
        _sent = meter.CreateCounter<long>(Prefix + "source.batches", "{batch}", "Batches sent to partitions: one for each partition, however many posts there are.");
        _rewinds = meter.CreateCounter<long>(Prefix + "source.rewinds", "{rewind}", "Times that reading went back to where a partition stands.");
        _batches = meter.CreateCounter<long>(Prefix + "partition.batches", "{batch}", "Batches that came, by what became of them.");
        _checkpoints = meter.CreateHistogram(Prefix + "partition.checkpoint.duration", "s", "What a checkpoint of a partition takes to be written.", [], Seconds);
        _windows = meter.CreateCounter<long>(Prefix + "trends.windows", "{window}", "Windows written.");
        _merges = meter.CreateHistogram(Prefix + "trends.window.duration", "s", "What a window takes to be asked for, merged and written.", [], Seconds);
    }

    public void Read(long posts) => _posts.Add(posts);

    public void Sent(long batches) => _sent.Add(batches);

    public void Rewound() => _rewinds.Add(1);

    public void Answered(BatchOutcome outcome) => _batches.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        BatchOutcome.Counted => "counted",
        BatchOutcome.Busy => "busy",
        _ => "out_of_sequence",
    }));

    public void Checkpointed(TimeSpan took) => _checkpoints.Record(took.TotalSeconds);

    public void Written(TimeSpan took)
    {
        _windows.Add(1);
        _merges.Record(took.TotalSeconds);
    }
}
