using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>That dashboard, alerts and documentation name the metrics that the two processes really show.</summary>
public sealed partial class ShownMetricsTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_metric_of_dashboard_and_alerts_is_shown_and_every_metric_of_ours_that_is_shown_is_explained()
    {
        var dashboard = NamesIn(Expressions(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Root, "docker/grafana/dashboards/tweetstream.json")))));
        var alerts = NamesIn(await File.ReadAllTextAsync(Path.Combine(Root, "docker/prometheus/alerts.yml")));
        var explained = NamesIn(await File.ReadAllTextAsync(Path.Combine(Root, "docs/operations.md")));
        Assert.InRange(dashboard.Count, 30, 100);
        Assert.NotEmpty(alerts);

        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--archive", "posts", "--http", "127.0.0.1:0");
        using var _ = relay;
        using var counter = Tweetstream.Start(
            _folder, "count", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--page", "127.0.0.1:0", "--window", "1s", "--state", "state", "--output", "none");
        var (relayPort, counterPort) = (await Scrape.PortOfAsync(relay), await Scrape.PortOfAsync(counter));
        // The last ones to come are those of the first window, its picture and its checkpoint.
        var last = dashboard.Where(name => name.StartsWith("tweetstream_counter_", StringComparison.Ordinal)).ToList();
        var shownByCounter = await Scrape.UntilAsync(counterPort, scrape => !last.Except(scrape.Names).Any());
        HashSet<string> shown = [.. shownByCounter.Names, .. (await Scrape.OfAsync(relayPort)).Names, .. await ShownByServeAsync()];
        Assert.Empty(dashboard.Except(shown));
        Assert.Empty(alerts.Except(shown));
        var own = shown.Where(name => name.StartsWith("tweetstream_", StringComparison.Ordinal)).Select(name => PartOfHistogram().Replace(name, "")).Distinct().ToList();
        Assert.Empty(own.Except(explained));
        Assert.Empty(explained.Where(name => name.StartsWith("tweetstream_", StringComparison.Ordinal)).Except(own));
    }

    private async Task<IEnumerable<string>> ShownByServeAsync()
    {
        Assert.Equal(0, (await Tweetstream.RunAsync(_folder, "", "batch", "--archive", "posts")).ExitCode);
        using var serve = Tweetstream.Start(_folder, "serve", "--archive", "posts", "--http", "127.0.0.1:0");
        var port = await Scrape.PortOfAsync(serve);
        using (var client = new HttpClient())
            _ = await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/trends"));
        return (await Scrape.OfAsync(port)).Names;
    }

    private static string Expressions(JsonNode? node) => node switch
    {
        JsonObject members => string.Join('\n', members.Select(member => member.Key == "expr" ? (string)member.Value! : Expressions(member.Value))),
        JsonArray elements => string.Join('\n', elements.Select(Expressions)),
        _ => "",
    };

    private static HashSet<string> NamesIn(string text) => [.. MetricName().Matches(text).Select(match => match.Value)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TweetStream.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"\b(tweetstream|dotnet)_[a-z_]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PartOfHistogram();
}
