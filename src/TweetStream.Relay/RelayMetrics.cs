using System.Diagnostics.Metrics;
using TweetStream.Archive;
using TweetStream.Relay.Sources;

namespace TweetStream.Relay;

/// <summary>
/// Shows what a relay has counted anyway to whoever collects metrics: nothing is done for a post, and everything only when
/// somebody looks. What each one means: <c>docs/operations.md</c>.
/// </summary>
internal static class RelayMetrics
{
    public const string MeterName = "TweetStream.Relay";
    private const string Prefix = "tweetstream.relay.";

    public static void Show(RelayService relay, RelayOptions options, IMeterFactory meters, TimeProvider time)
    {
        var meter = meters.Create(MeterName);
        ShowPosts(meter, relay);
        ShowSources(meter, relay, time);
        ShowClients(meter, relay);
        if (options.Archive is { } archive)
            ShowArchive(meter, relay, archive.Folder);
    }

    private static void ShowPosts(Meter meter, RelayService relay)
    {
        OfSources("posts", "Posts that passed the filters and got an offset.", source => source.Passed);
        OfSources("filtered_out", "Posts that met no track term, language or filter.", source => source.FilteredOut);
        OfSources("duplicates", "Posts that had passed before.", source => source.Duplicates);
        meter.CreateObservableCounter(Prefix + "malformed", () => relay.Counts.Malformed, "{line}", "Lines of the sources that could not be read.");
        meter.CreateObservableCounter(Prefix + "oversized", () => relay.Counts.Oversized, "{line}", "Lines of the sources above --max-line.");

        // Two recordings have one name.
        void OfSources(string name, string description, Func<SourceCounts, long> count) =>
            meter.CreateObservableCounter(
                Prefix + name,
                () => relay.Counts.Sources.GroupBy(source => source.Source).Select(same => new Measurement<long>(same.Sum(count), Tag("source", same.Key))),
                "{post}",
                description);
    }

    private static void ShowSources(Meter meter, RelayService relay, TimeProvider time)
    {
        meter.CreateObservableGauge(
            Prefix + "source.connected",
            () => relay.Sources.GroupBy(source => source.Source)
                .Select(same => new Measurement<int>(same.All(source => source.Phase == SourcePhase.Connected) ? 1 : 0, Tag("source", same.Key))),
            description: "1 while the source gives its posts, else 0.");
        meter.CreateObservableGauge(
            Prefix + "source.lag",
            () => relay.Sources.Where(source => source.NewestPost is not null).GroupBy(source => source.Source)
                .Select(same => new Measurement<double>(Math.Max(0, (time.GetUtcNow() - same.Max(source => source.NewestPost)!.Value).TotalSeconds), Tag("source", same.Key))),
            "s",
            "Age of the post that was passed on last, by the time that it says it was made at.");
    }

    private static void ShowClients(Meter meter, RelayService relay)
    {
        meter.CreateObservableUpDownCounter(
            Prefix + "clients",
            () =>
            {
                var counts = relay.Counts;
                return new[]
                {
                    new Measurement<int>(counts.TextClients, Tag("form", "text")),
                    new Measurement<int>(counts.Subscribers, Tag("form", "json")),
                    new Measurement<int>(counts.Clients - counts.TextClients - counts.Subscribers, Tag("form", "undecided")),
                };
            },
            "{client}",
            "Clients connected now, by what they get.");
        meter.CreateObservableCounter(Prefix + "clients.accepted", () => relay.Counts.ClientsTotal, "{client}", "Clients since the start.");
        meter.CreateObservableCounter(Prefix + "clients.slow", () => relay.Counts.SlowClients, "{client}", "Clients that were disconnected because they did not take their posts.");
        meter.CreateObservableUpDownCounter(Prefix + "queue.size", () => relay.Counts.WaitingBytes, "By", "Bytes that wait in memory for all clients together.");
    }

    private static void ShowArchive(Meter meter, RelayService relay, string folder)
    {
        meter.CreateObservableUpDownCounter(Prefix + "archive.size", () => Size(folder).Select(size => new Measurement<long>(size.Bytes)), "By", "Bytes of the archive's segments on the disk.");
        meter.CreateObservableUpDownCounter(Prefix + "archive.segments", () => Size(folder).Select(size => new Measurement<int>(size.Segments)), "{segment}", "Segments of the archive.");
        meter.CreateObservableGauge(Prefix + "archive.paused", () => relay.ArchivePausedFor is null ? 0 : 1, description: "1 while posts are relayed and not archived, else 0.");
        meter.CreateObservableCounter(Prefix + "archive.unarchived", () => relay.Counts.Unarchived ?? 0, "{post}", "Posts that were relayed and not archived.");
    }

    // Of a folder that cannot be read nothing is shown, rather than an archive of no bytes.
    private static IEnumerable<(int Segments, long Bytes)> Size(string folder)
    {
        try
        {
            return [ArchiveFolder.Size(folder)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
