using System.Text.Json;
using System.Text.Json.Nodes;
using TweetStream.Windows;

namespace TweetStream.Tests.Windows;

/// <summary>The worked cases of <c>windows.json</c> that concern windows in one process; each names its source.</summary>
public sealed class WindowConformanceTests
{
    private static readonly JsonNode Suite =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Windows", "windows.json")))!;

    public static TheoryData<string> CasesOf(string kind) =>
        [.. Suite["cases"]!.AsArray().Where(c => (string?)c!["kind"] == kind).Select(c => (string)c!["id"]!)];

    [Theory]
    [MemberData(nameof(CasesOf), "event-time")]
    public void Event_time_case(string id)
    {
        var test = Case(id);
        var timeline = new Timeline(Spec(test["config"]!));
        var closedBy = new Dictionary<long, string>();
        foreach (var step in test["input"]!.AsArray())
        {
            var before = timeline.Closed.Count;
            var name = Apply(timeline, step!);
            foreach (var window in timeline.Closed.Skip(before))
                closedBy.Add(window.Start, name);
            if (step!["emitted"] is JsonArray emitted)
                Assert.Equal(Expected(emitted), Lines(timeline.Closed.Skip(before)));
        }

        var expected = test["expect"]!;
        Assert.Equal(Expected(expected["windows"]!.AsArray()), Lines(timeline.Closed));
        Assert.Equal((int)expected["late_events"]!, timeline.Late);
        foreach (var (start, step) in expected["closed_by"]?.AsObject() ?? [])
            Assert.Equal((string)step!, closedBy[long.Parse(start, System.Globalization.CultureInfo.InvariantCulture)]);
    }

    [Theory]
    [MemberData(nameof(CasesOf), "config")]
    public void Windows_that_make_no_sense_are_refused(string id)
    {
        foreach (var config in Case(id)["expect"]!["reject"]!.AsArray())
            Assert.Throws<ArgumentOutOfRangeException>(() => Spec(config!));
    }

    private static string Apply(Timeline timeline, JsonNode step)
    {
        if (step["t"] is JsonNode time)
        {
            timeline.Post((long)time, [.. step["tags"]!.AsArray().Select(tag => (string)tag!)]);
            return $"t={(long)time}";
        }

        var operation = (string)step["op"]!;
        if (operation == "eof")
            timeline.End();
        return operation; // The wall clock and connections mean nothing to event time.
    }

    private static IEnumerable<string> Expected(JsonArray windows) =>
        windows.Select(window => new ClosedWindow(
            (long)window!["start"]!,
            (long)window["end"]!,
            0,
            new(window["counts"].Deserialize<Dictionary<string, int>>()!, StringComparer.Ordinal),
            [],
            0).ToString());

    private static IEnumerable<string> Lines(IEnumerable<ClosedWindow> windows) => windows.Select(window => window.ToString());

    internal static JsonNode Case(string id) => Suite["cases"]!.AsArray().Single(c => (string?)c!["id"] == id)!;

    internal static WindowSpec Spec(JsonNode config) => new(
        (long)config["size_ms"]!,
        (long)config["slide_ms"]!,
        (long?)config["offset_ms"] ?? 0,
        (long?)config["watermark_delay_ms"] ?? 0,
        (long?)config["allowed_lateness_ms"] ?? 0);
}
