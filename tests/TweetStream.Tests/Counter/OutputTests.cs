using System.Text;
using TweetStream.Counter.Output;
using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Tests.Counter;

public sealed class OutputTests
{
    private const string Hostile = "#a\u001b[31m\u009b\u202e\"\n";

    private static readonly Snapshot Window = new()
    {
        Start = DateTimeOffset.UnixEpoch,
        End = DateTimeOffset.UnixEpoch.AddSeconds(10),
        Slide = TimeSpan.FromSeconds(10),
        Posts = 9412,
        Tags = 6594,
        Top = [new("#worldcup", "#WorldCup", 1284, 1178), new("#日本🚀", "#日本🚀", 12, 0)],
        Stream = StreamCounts.None with { Late = 3 },
    };

    [Fact]
    public void A_window_is_one_line_of_JSON()
    {
        Assert.Equal(
            """{"start":"1970-01-01T00:00:00.000Z","end":"1970-01-01T00:00:10.000Z","posts":9412,"tags":6594,"late":3,"top":[{"tag":"#worldcup","display":"#WorldCup","count":1284},{"tag":"#日本\uD83D\uDE80","display":"#日本\uD83D\uDE80","count":12}]}""" + "\n",
            Json(Window));
    }

    [Fact]
    public void A_correction_says_so() => Assert.Contains("\"revision\":2,", Json(Window with { Revision = 2 }), StringComparison.Ordinal);

    [Fact]
    public void Counts_that_were_given_up_are_told()
    {
        var overflown = Window with { Stream = StreamCounts.None with { Capped = 12, Overflow = 1204 } };
        Assert.Contains("\"late\":0,\"overflow\":1204,", Json(overflown), StringComparison.Ordinal);
        Assert.DoesNotContain("overflow", Json(Window), StringComparison.Ordinal);
        Assert.Contains("(12 tags capped, 1,204 given up beyond --max-tags)", Plain(overflown), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_an_empty_window_nor_an_open_one_is_a_result()
    {
        Assert.Empty(Json(Window with { Posts = 0 }));
        Assert.Empty(Json(Window with { Provisional = true }));
        Assert.Empty(Csv(Window with { Posts = 0 }));
        Assert.Empty(Plain(Window with { Provisional = true }));
    }

    [Fact]
    public void CSV_has_a_row_a_tag_below_one_header() =>
        Assert.Equal(
            """
            start,end,posts,tags,late,tag,display,count,missed
            1970-01-01T00:00:00.000Z,1970-01-01T00:00:10.000Z,9412,6594,3,#worldcup,#WorldCup,1284,
            1970-01-01T00:00:00.000Z,1970-01-01T00:00:10.000Z,9412,6594,3,#日本🚀,#日本🚀,12,

            """.ReplaceLineEndings("\n"),
            Csv(Window));

    [Fact]
    public void CSV_quotes_what_would_break_it() =>
        Assert.Contains(",\"a\"\"b,c\",", Csv(Window with { Top = [new("a\"b,c", "x", 1, 0)] }), StringComparison.Ordinal);

    [Fact]
    public void The_plain_table_says_what_changed() =>
        Assert.Equal(
            """
            1970-01-01 00:00:00 to 1970-01-01 00:00:10 UTC: 9,412 posts, 6,594 hashtags, 941.2 posts/s (3 late)
               1         1,284     +9%  #WorldCup
               2            12     new  #日本🚀


            """.ReplaceLineEndings("\n"),
            Plain(Window));

    [Fact]
    public void Where_rising_tags_are_ranked_every_output_has_their_scores()
    {
        var rising = Window with { Rank = Rank.Rising, Top = [new("#goal", "#Goal", 40, 2, 3.14159), new("#ever", "#ever", 900, 903, -0.001)] };
        Assert.EndsWith(
            ""","late":3,"rank":"rising","top":[{"tag":"#goal","display":"#Goal","count":40,"score":3.14},{"tag":"#ever","display":"#ever","count":900,"score":0}]}""" + "\n",
            Json(rising),
            StringComparison.Ordinal);
        Assert.Equal(["start,end,posts,tags,late,tag,display,count,missed,score", "#goal,#Goal,40,,3.14", "#ever,#ever,900,,0.00"], Rows(rising));
        Assert.EndsWith("\n   1       3.1            40  +1,900%  #Goal\n   2       0.0           900       =  #ever\n\n", Plain(rising), StringComparison.Ordinal);
        Assert.Contains("3.1", Live(rising), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rising_tag_without_a_past_has_no_score()
    {
        var first = Window with { Rank = Rank.Rising, Top = [new("#goal", "#Goal", 40, 0)] };
        Assert.Contains("\"count\":40,\"score\":null}", Json(first), StringComparison.Ordinal);
        Assert.Equal("#goal,#Goal,40,,", Rows(first)[1]);
        Assert.EndsWith("\n   1                      40     new  #Goal\n\n", Plain(first), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 34L, ",34", "\"gap\":{\"from\":\"1970-01-01T00:00:02.000Z\",\"to\":\"1970-01-01T00:00:08.000Z\",\"posts\":34}", "34 posts are missing between 1970-01-01 00:00:02 UTC and 1970-01-01 00:00:08 UTC")]
    [InlineData(null, 1L, ",1", "\"to\":null,\"posts\":1}", "1 post is missing since 1970-01-01 00:00:02 UTC")]
    [InlineData(null, null, ",unknown", "\"to\":null,\"posts\":null}", "posts may be missing since 1970-01-01 00:00:02 UTC")]
    public void Every_output_says_where_posts_are_missing(int? to, long? posts, string csv, string json, string sentence)
    {
        var window = Window with { Gap = new(DateTimeOffset.UnixEpoch.AddSeconds(2), to is { } end ? DateTimeOffset.UnixEpoch.AddSeconds(end) : null, posts), Stream = StreamCounts.None with { Missed = 34 } };
        Assert.All(Csv(window).Split('\n')[1..^1], row => Assert.EndsWith(csv, row, StringComparison.Ordinal));
        Assert.Contains(json, Json(window), StringComparison.Ordinal);
        Assert.Contains("(34 missed)", Plain(window), StringComparison.Ordinal);
        Assert.Contains($"! {sentence}\n", Plain(window), StringComparison.Ordinal);
        Assert.Contains(sentence, Live(window), StringComparison.Ordinal);
    }

    [Fact]
    public void No_tag_controls_a_terminal()
    {
        var hostile = Window with { Top = [new(Hostile, Hostile, 1, 0)], Notice = null };
        foreach (var output in (string[])[Plain(hostile), Csv(hostile, isTerminal: true), Live(hostile)])
        {
            Assert.DoesNotContain("\u001b[31m", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u009b', output);
            Assert.DoesNotContain('\u202e', output);
            Assert.Contains("\\u001b", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void JSON_has_no_raw_control_characters_either()
    {
        var json = Json(Window with { Top = [new(Hostile, Hostile, 1, 0)] });
        Assert.DoesNotContain(json.TrimEnd('\n'), char.IsControl);
    }

    private static string Json(Snapshot snapshot)
    {
        using var stream = new MemoryStream();
        new JsonLinesOutput(stream).OnNext(snapshot);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Csv(Snapshot snapshot, bool isTerminal = false)
    {
        using var writer = new StringWriter();
        new CsvOutput(writer, isTerminal).OnNext(snapshot);
        return writer.ToString();
    }

    private static string[] Rows(Snapshot snapshot) => [.. Csv(snapshot).Split('\n')[..^1].Select(row => row.Replace("1970-01-01T00:00:00.000Z,1970-01-01T00:00:10.000Z,9412,6594,3,", "", StringComparison.Ordinal))];

    private static string Plain(Snapshot snapshot)
    {
        using var writer = new StringWriter();
        new PlainTable(writer, "hashtags", TimeProvider.System).OnNext(snapshot);
        return writer.ToString();
    }

    private static string Live(Snapshot snapshot)
    {
        var view = new TrendView("sample", "hashtags", TimeProvider.System);
        view.Take(snapshot);
        return DrawnTable.Of(view, 80, 30);
    }
}
