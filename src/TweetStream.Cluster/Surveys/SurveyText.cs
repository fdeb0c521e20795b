using System.Globalization;
using System.Text;

namespace TweetStream.Cluster.Surveys;

/// <summary>A survey for a person.</summary>
public static class SurveyText
{
    /// <param name="survey">What is told.</param>
    /// <param name="now">Against which lags are told.</param>
    public static string Of(Survey survey, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(survey);
        var (text, status) = (new StringBuilder(), survey.Status);
        Line(text, $"Silos: {survey.Silos.Count}");
        foreach (var silo in survey.Silos)
            Line(text, $"  {silo.Address,-21}  {silo.State,-8}  {silo.Parts,4} parts  for {Span(now - silo.Since)}");
        Line(text, $"Relays: {status.Sources.Count}");
        foreach (var source in status.Sources)
            Source(text, source, now);
        var troubled = status.Partitions.Where(partition => partition.Problem is not null || partition.Silo is null).ToList();
        Line(text, $"Parts of the tags: {status.Partitions.Count}, of which {status.Partitions.Count - troubled.Count} count; spellings held: {status.Partitions.Sum(partition => (long)partition.Spellings):N0}; oldest checkpoint: {Age(status.Partitions)}");
        foreach (var partition in troubled)
            Line(text, $"  {partition.Number}: {partition.Problem ?? "nobody answers for it"}");
        Line(text, $"Windows: {status.Windows:N0}, written at {status.Writer ?? "nobody"}, the last until {Time(status.LastWindowEnd)}; watermark {Time(status.Watermark)}; waiting to be written: {status.Partitions.Select(partition => partition.Waiting).DefaultIfEmpty().Max()}");
        return text.ToString();
    }

    private static void Source(StringBuilder text, SourceStatus source, DateTimeOffset now)
    {
        var behind = source.LastPost is { } last ? $", last post {Time(last)}{Lag(now, last)}" : "";
        Line(text, $"  {source.Relay,-21}  read at {source.Silo ?? "nobody"}  next offset {source.Offset:N0}{behind}{(source.IsIdle ? ", idle" : "")}{(source.Rewinds > 0 ? $", went back {source.Rewinds:N0} times" : "")}");
        if (source.Problem is { } problem)
            Line(text, $"    {problem}");
    }

    // Of a recording, its age is no lag of ours.
    private static string Lag(DateTimeOffset now, long last) =>
        now - DateTimeOffset.FromUnixTimeMilliseconds(last) is var lag && lag >= TimeSpan.Zero && lag < TimeSpan.FromHours(1) ? $" ({Span(lag)} ago)" : "";

    private static string Age(IEnumerable<PartitionStatus> partitions) =>
        partitions.Max(partition => partition.CheckpointAge) is { } age ? Span(age) : "none";

    private static string Time(long? time) =>
        time is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) : "none";

    private static string Span(TimeSpan span) =>
        span < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s")
        : span < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h");

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
