using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Trends;

namespace TweetStream.Tests.Web;

public sealed class WindowApiTests
{
    private static readonly Snapshot Full = NumberedWindows.At(0, ("#WorldCup", 128), ("#日本", 3)) with
    {
        Revision = 1,
        Gap = new(NumberedWindows.FirstEnd.AddSeconds(-9), NumberedWindows.FirstEnd.AddSeconds(-3), 34),
        Stream = new() { Late = 5, Malformed = 2, Oversized = 1, Missed = 34, Overflow = 7 },
    };

    [Theory]
    [InlineData(Rank.Count)]
    [InlineData(Rank.Rising)]
    public async Task The_newest_window_says_under_the_same_names_what_JSON_lines_say(Rank rank)
    {
        await using var served = await ServedPage.StartAsync();
        var shown = Full with { Rank = rank };
        if (rank == Rank.Rising)
            shown = shown with { Top = [shown.Top[0] with { Score = 3.456 }, shown.Top[1]] };
        served.Show(shown);

        var answer = JsonNode.Parse(await served.Client.GetStringAsync("/api/window"))!;

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            SnapshotJson.Write(json, shown);
        AssertHolds(JsonNode.Parse(stream.ToArray())!, answer, "");
        Assert.Equal(3, (int)answer["dropped"]!);
        Assert.Equal(34, (int)answer["missed"]!);
        Assert.Equal(5.0, (double)answer["postsPerSecond"]!);
    }

    [Fact]
    public async Task The_lag_is_the_time_from_the_end_of_a_window_until_it_was_shown_and_a_recording_has_none()
    {
        var time = new FakeTimeProvider(NumberedWindows.FirstEnd.AddSeconds(1.5));
        await using var served = await ServedPage.StartAsync(time);

        served.Show(NumberedWindows.At(0));
        Assert.Equal(1.5, (double)JsonNode.Parse(await served.Client.GetStringAsync("/api/window"))!["lag"]!);

        served.Show(NumberedWindows.At(-1000));
        Assert.Null(JsonNode.Parse(await served.Client.GetStringAsync("/api/window"))!["lag"]);
    }

    [Fact]
    public async Task Before_the_first_window_there_is_none()
    {
        await using var served = await ServedPage.StartAsync();
        using var answer = await served.Client.GetAsync("/api/window");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("No window has been shown yet.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("[]", await served.Client.GetStringAsync("/api/windows"));
    }

    [Theory]
    [InlineData("", new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData("?limit=2", new[] { 4, 5 })]
    [InlineData("?since=2026-01-01T12:00:40Z", new[] { 3, 4, 5 })]
    [InlineData("?since=2026-01-01T12:00:40Z&limit=2", new[] { 3, 4 })]
    [InlineData("?since=2026-01-01T13:00:40%2B01:00&limit=1", new[] { 3 })]
    [InlineData("?before=2026-01-01T12:00:40Z", new[] { 0, 1 })]
    [InlineData("?before=2026-01-01T12:00:40Z&limit=1", new[] { 1 })]
    [InlineData("?since=2026-01-01T12:00:25Z&before=2026-01-01T12:00:55Z", new[] { 1, 2, 3 })]
    [InlineData("?since=2027-01-01", new int[0])]
    public async Task Windows_are_asked_for_by_their_ends(string query, int[] expected)
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(Enumerable.Range(0, 6).Select(number => NumberedWindows.At(number)));

        var answer = JsonNode.Parse(await served.Client.GetStringAsync("/api/windows" + query))!.AsArray();

        Assert.Equal(expected.Select(number => SnapshotJson.Iso(NumberedWindows.At(number).End)), answer.Select(window => (string)window!["end"]!));
    }

    [Theory]
    [InlineData("/api/windows?limit=0", "limit: '0' is not allowed; allowed is a whole number from 1 to 1000.")]
    [InlineData("/api/windows?limit=1001", "limit: '1001'")]
    [InlineData("/api/windows?limit=many", "limit: 'many'")]
    [InlineData("/api/windows?since=yesterday", "since: 'yesterday' is not allowed; allowed is an instant in ISO 8601, such as 2026-01-01T12:00:00Z.")]
    [InlineData("/api/windows?before=soon", "before: 'soon'")]
    [InlineData("/window.png?end=soon", "end: 'soon'")]
    [InlineData("/window.png?style=baroque", "style: 'baroque' is not allowed; allowed is default or seaborn.")]
    public async Task A_bad_value_is_named_with_what_is_allowed(string path, string said)
    {
        await using var served = await ServedPage.StartAsync();
        using var answer = await served.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(said, (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worldcup")]
    [InlineData("WORLDCUP")]
    [InlineData("%23WorldCup")]
    public async Task A_tag_has_its_series(string asked)
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(NumberedWindows.At(0, ("#dotnet", 9), ("#worldcup", 4)), NumberedWindows.At(1, ("#dotnet", 9)), NumberedWindows.At(2, ("#WorldCup", 12)));

        var series = JsonNode.Parse(await served.Client.GetStringAsync("/api/tags/" + asked))!;

        Assert.Equal("#worldcup", (string)series["tag"]!);
        Assert.Equal("#WorldCup", (string)series["display"]!);
        Assert.Equal(
            ["2026-01-01T12:00:20.000Z 4 2", "2026-01-01T12:00:40.000Z 12 1"],
            series["points"]!.AsArray().Select(point => $"{point!["end"]} {point["count"]} {point["rank"]}"));
    }

    [Fact]
    public async Task A_tag_that_no_window_ranks_has_none()
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(NumberedWindows.At(0, ("#dotnet", 9)));
        using var answer = await served.Client.GetAsync("/api/tags/net");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Only_results_are_kept_and_a_correction_replaces_what_it_corrects()
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(
            NumberedWindows.At(0, ("#dotnet", 1)),
            NumberedWindows.At(1, ("#dotnet", 2)) with { Provisional = true },
            NumberedWindows.At(2) with { Posts = 0 },
            NumberedWindows.At(3, ("#dotnet", 3)),
            NumberedWindows.At(0, ("#dotnet", 7)) with { Revision = 1 });

        var windows = JsonNode.Parse(await served.Client.GetStringAsync("/api/windows"))!.AsArray();

        Assert.Equal(["7", "3"], windows.Select(window => window!["top"]![0]!["count"]!.ToString()));
        Assert.Equal(7, (int)JsonNode.Parse(await served.Client.GetStringAsync("/api/window"))!["top"]![0]!["count"]!);
    }

    [Fact]
    public async Task The_CSV_is_that_of_the_counter()
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(Full, NumberedWindows.At(1, ("#a,\"b\"", 2)));

        var csv = await served.Client.GetStringAsync("/api/windows.csv");

        var expected = new StringWriter();
        expected.Write(SnapshotCsv.Header(Rank.Count));
        SnapshotCsv.Write(expected, Full);
        SnapshotCsv.Write(expected, NumberedWindows.At(1, ("#a,\"b\"", 2)));
        Assert.Equal(expected.ToString(), csv);
        Assert.Contains("\"#a,\"\"b\"\"\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_of_the_past_has_its_picture()
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(NumberedWindows.At(0, ("#first", 1)), NumberedWindows.At(1, ("#second", 1)));

        var newest = await served.Client.GetByteArrayAsync("/window.png");
        var first = await served.Client.GetByteArrayAsync("/window.png?end=2026-01-01T12:00:20Z");
        var second = await served.Client.GetByteArrayAsync("/window.png?end=2026-01-01T12:00:30Z&style=default");
        using var none = await served.Client.GetAsync("/window.png?end=2026-01-01T12:00:25Z");

        Assert.Equal("PNG"u8, newest.AsSpan(1, 3));
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Every_path_and_member_is_described()
    {
        await using var served = await ServedPage.StartAsync();
        var document = JsonNode.Parse(await served.Client.GetStringAsync("/openapi.json"))!;

        Assert.Equal(
            ["/api/state", "/api/tags/{tag}", "/api/window", "/api/windows", "/api/windows.csv", "/window.png"],
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal));
        var window = document["components"]!["schemas"]!["WindowView"]!["properties"]!.AsObject();
        Assert.Contains("postsPerSecond", window.Select(member => member.Key));
        Assert.All(window, member => Assert.False(string.IsNullOrEmpty((string?)member.Value!["description"]) && member.Value["$ref"] is null && member.Value["oneOf"] is null, member.Key));
    }

    // Whatever the one says, the other says too; where the one says null, the other says nothing.
    private static void AssertHolds(JsonNode expected, JsonNode actual, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                foreach (var (name, value) in members.Where(member => member.Value is not null))
                    AssertHolds(value!, actual[name] ?? throw new KeyNotFoundException($"{path}.{name}"), $"{path}.{name}");
                break;
            case JsonArray elements:
                Assert.Equal(elements.Count, actual.AsArray().Count);
                for (var i = 0; i < elements.Count; i++)
                    AssertHolds(elements[i]!, actual[i]!, $"{path}[{i}]");
                break;
            default:
                Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
                break;
        }
    }
}
