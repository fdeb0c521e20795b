using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TweetStream.EndToEnd.Tests;

public sealed class RisingTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_burst_goes_before_what_is_always_there()
    {
        var file = _folder.Write("posts.jsonl", Posts());
        var ended = await Tweetstream.RunAsync(_folder, "", "count", file, "--rank", "rising", "--output", "json", "--window", "10s", "--slide", "10s");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(["plain null, ever null", "plain 0, ever 0", "plain 0, ever 0", "goal 5, ever 0, plain -6"], ended.Lines.Select(Scores));
        Assert.All(ended.Lines, line => Assert.Contains("\"rank\":\"rising\",\"top\":[", line, StringComparison.Ordinal));
        Assert.Equal(0x89, (await File.ReadAllBytesAsync(_folder.File("plot_sns.png")))[0]);
    }

    [Fact]
    public async Task Ranked_by_count_nothing_is_said_of_scores()
    {
        var ended = await Tweetstream.RunAsync(_folder, Posts(), "count", "-", "--output", "json", "--plot", "none", "--window", "10s");

        Assert.Equal(4, ended.Lines.Count);
        Assert.All(ended.Lines, line => Assert.DoesNotContain("score", line, StringComparison.Ordinal));
        Assert.All(ended.Lines, line => Assert.DoesNotContain("rank", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_plain_table_and_CSV_have_a_column_of_scores()
    {
        var table = await Tweetstream.RunAsync(_folder, Posts(), "count", "-", "--rank", "rising", "--plot", "none", "--window", "10s");
        var csv = await Tweetstream.RunAsync(_folder, Posts(), "count", "-", "--rank", "rising", "--plot", "none", "--window", "10s", "--output", "csv");

        Assert.Contains("   1       5.0            30     new  #goal\n", table.Output, StringComparison.Ordinal);
        Assert.EndsWith(",missed,score", csv.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",#goal,#goal,30,,5.00", csv.Lines[^3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_results_is_not_gone_on_with_in_other_columns()
    {
        string[] command = ["count", "-", "--plot", "none", "--window", "10s", "--output", "none", "--output-file", "trends.csv", "--rank"];
        var first = await Tweetstream.RunAsync(_folder, Posts(), [.. command, "rising"]);
        var written = await File.ReadAllTextAsync(_folder.File("trends.csv"));
        var other = await Tweetstream.RunAsync(_folder, Posts(), [.. command, "count"]);
        Assert.Equal(written, await File.ReadAllTextAsync(_folder.File("trends.csv")));
        var again = await Tweetstream.RunAsync(_folder, Posts(), [.. command, "rising"]);

        Assert.Equal((0, 1, 0), (first.ExitCode, other.ExitCode, again.ExitCode));
        Assert.Contains("--output-file trends.csv begins with 'start,end,posts,tags,late,tag,display,count,missed,score'", other.Errors, StringComparison.Ordinal);
        Assert.Equal((2 * written.Split('\n').Length) - 2, (await File.ReadAllTextAsync(_folder.File("trends.csv"))).Split('\n').Length);
    }

    // Four windows of 200 posts: 40 and 60 with what is always there, and in the last one 30 with what is new.
    private static string Posts()
    {
        var posts = new StringBuilder();
        for (var window = 0; window < 4; window++)
        {
            for (var post = 0; post < 200; post++)
            {
                var tag = post < 40 ? "#ever" : post < 100 ? (window == 3 && post >= 70 ? "#goal" : "#plain") : "";
                posts.Append(CultureInfo.InvariantCulture, $"{{\"created_at\":{(window * 10_000) + post},\"text\":\"{tag}\"}}\n");
            }
        }

        return posts.ToString();
    }

    private static string Scores(string line)
    {
        using var window = JsonDocument.Parse(line);
        return string.Join(", ", window.RootElement.GetProperty("top").EnumerateArray().Select(trend => $"{trend.GetProperty("tag").GetString()![1..]} {trend.GetProperty("score").GetRawText()}"));
    }
}
