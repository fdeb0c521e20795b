using System.Diagnostics.Metrics;
using TweetStream.Batch.Tail;

namespace TweetStream.Batch.Serving;

/// <summary>What became of a question.</summary>
internal enum Outcome
{
    Answered,
    Failed,

    /// <summary>Whoever asked did not wait for the answer.</summary>
    Left,
}

/// <summary>Shows questions and the live tail to whoever collects metrics. What each one means: <c>docs/operations.md</c>.</summary>
internal sealed class ServeMetrics
{
    public const string MeterName = "TweetStream.Serve";
    private const string Prefix = "tweetstream.serve.";
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
    private static readonly string[] Outcomes = [.. Enum.GetNames<Outcome>().Select(name => name.ToLowerInvariant())];
    private readonly Histogram<double> _questions;

    public ServeMetrics(IMeterFactory meters, LiveTail tail)
    {
        var meter = meters.Create(MeterName);
        _questions = meter.CreateHistogram(Prefix + "question.duration", "s", "From when a question came to its answer.", [], Seconds);
        meter.CreateObservableCounter(Prefix + "tail.discards", () => tail.Discards, description: "How often the live tail was given up, to be counted anew.");
        Of("tail.posts", "{post}", "Posts in the live tail, which no view holds yet.", last => last.Parts.Sum(part => part.Posts));
        Of("until", "{offset}", "The live offset: up to here the archive has been read.", last => last.Until);
        Of("views_until", "{offset}", "H, up to which posts are in views.", last => last.InForce.Usable?.Until);
        Of("missing", "{post}", "Posts that are neither in a view nor in the archive.", last => last.Missing);

        // Nothing is shown of what is not there, rather than a number that would be taken for one.
        void Of(string name, string unit, string description, Func<TailState, long?> value) => meter.CreateObservableGauge(
            Prefix + name, () => tail.Last is { } last && value(last) is { } known ? [new Measurement<long>(known)] : Array.Empty<Measurement<long>>(), unit, description);
    }

    public void Asked(Outcome outcome, TimeSpan took) => _questions.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", Outcomes[(int)outcome]));
}
