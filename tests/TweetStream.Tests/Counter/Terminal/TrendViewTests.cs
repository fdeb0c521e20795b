using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Tests.Counter;

public sealed class TrendViewTests
{
    private static readonly DateTimeOffset End = new(2026, 1, 14, 14, 3, 20, TimeSpan.Zero);

    private static readonly Snapshot Window = new()
    {
        Start = End.AddSeconds(-20),
        End = End,
        Slide = TimeSpan.FromSeconds(10),
        Posts = 9412,
        Tags = 6594,
        Top =
        [
            new("#worldcup", "#WorldCup", 1284, 1178), new("#日本語", "#日本語", 642, 642), new("#العربية", "#العربية", 321, 400), new("#🚀", "#🚀go", 12, 0),
            new("#long", "#" + new string('x', 300), 3, 1),
        ],
    };

    private readonly FakeTimeProvider _time = new(End.AddSeconds(0.42));

    [Fact]
    public void Everything_fits_80_columns() =>
        Assert.Equal(
            """
            Trending hashtags  14:03:00 to 14:03:20 UTC
            9,412 posts  6,594 hashtags  470.6 posts/s
            lag 0.4 s  0 late  0 dropped  from sample

                                                 count  change  hashtag
             1  ███████████████████████████      1,284     +9%  #WorldCup
             2  █████████████▌                     642       =  #日本語
             3  ██████▊                            321    -20%  #العربية
             4  ▎                                   12     new  #🚀go
             5  ▏                                    3   +200%  #xxxxxxxxxxxxxxxxxxxxxxxxxx…
            """.ReplaceLineEndings("\n"),
            Draw(80, 30, Window));

    [Fact]
    public void On_40_columns_what_does_not_fit_stands_below() =>
        Assert.Equal(
            """
            Trending hashtags
            14:03:00 to 14:03:20 UTC
            9,412 posts  6,594 hashtags
            470.6 posts/s
            lag 0.4 s  0 late  0 dropped
            from sample

                            count       hashtag
             1 ████████████ 1,284   +9% #WorldCup
            """.ReplaceLineEndings("\n"),
            string.Join('\n', Draw(40, 30, Window).Split('\n')[..9]));

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal_and_every_tag_begins_in_the_same_column(int width)
    {
        var lines = Draw(width, 40, Window with { Stream = new() { Late = 3, Malformed = 2, Repaired = 1 }, Notice = "waiting for 127.0.0.1:5555", Gap = new(End, null, 3) }).Split('\n');
        Assert.All(lines, line => Assert.InRange(CellText.Width(line), 0, width));
        if (width >= 40)
            Assert.Single(lines.Where(line => line.Contains('#')).Select(line => CellText.Width(line[..line.IndexOf('#', StringComparison.Ordinal)])).Distinct());
    }

    [Theory]
    [InlineData(30, 5, "")]
    [InlineData(10, 3, "and 2 more")]
    [InlineData(8, 1, "and 4 more")]
    [InlineData(3, 1, "and 4 more")]
    public void What_a_low_terminal_has_no_room_for_is_told(int height, int shown, string told)
    {
        var lines = Draw(80, height, Window with { Top = [.. Window.Top.Select(trend => trend with { Display = "#tag" })] }).Split('\n');
        Assert.Equal(shown, lines.Count(line => line.Contains("#tag", StringComparison.Ordinal)));
        if (told.Length > 0)
            Assert.Equal(told, lines[^1]);
        if (height >= 8)
            Assert.InRange(lines.Length, 1, height - 1);
    }

    [Fact]
    public void The_pace_of_the_last_windows_is_a_line_from_nought_to_the_highest()
    {
        var view = View();
        foreach (var posts in (int[])[0, 20, 40, 80, 120])
            view.Take(Window with { Posts = posts });
        view.Take(Window with { Posts = 120, Revision = 1 });
        view.Take(Window with { Posts = 120, Provisional = true });
        Assert.Contains("6 posts/s  ▁▂▃▅▇\n", DrawnTable.Of(view, 80, 30), StringComparison.Ordinal);

        for (var more = 0; more < 30; more++)
            view.Take(Window with { Posts = 60 });
        Assert.Contains("3 posts/s  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇\n", DrawnTable.Of(view, 80, 30), StringComparison.Ordinal);
    }

    [Fact]
    public void The_lag_grows_with_the_clock_and_that_of_a_recording_is_none()
    {
        var view = View();
        Assert.False(view.IsAging);
        view.Take(Window);
        Assert.True(view.IsAging);
        _time.Advance(TimeSpan.FromSeconds(41));
        Assert.Contains("\nlag 41 s  ", DrawnTable.Of(view, 80, 30), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain("lag", DrawnTable.Of(view, 80, 30), StringComparison.Ordinal);
        Assert.False(view.IsAging);
        view.Take(Window with { End = _time.GetUtcNow().AddSeconds(5), Provisional = true });
        Assert.DoesNotContain("lag", DrawnTable.Of(view, 80, 30), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_lost_is_told_and_a_window_that_is_open_or_corrected_says_so()
    {
        var drawn = Draw(80, 30, Window with { Provisional = true, Stream = new() { Late = 3, Malformed = 2, Oversized = 5, Missed = 9 } });
        Assert.Contains("3 late  7 dropped", drawn, StringComparison.Ordinal);
        Assert.EndsWith("\n\n9 missed, 2 malformed, 5 oversized", drawn, StringComparison.Ordinal);
        Assert.Contains(" UTC  so far\n", drawn, StringComparison.Ordinal);
        Assert.Contains(" UTC  corrected\n", Draw(80, 30, Window with { Revision = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Rising_tags_have_their_scores_and_bars_as_long_as_those()
    {
        var lines = Draw(80, 30, Window with { Rank = Rank.Rising, Top = [new("#a", "#a", 40, 20, 8), new("#b", "#b", 900, 903, 2), new("#c", "#c", 1, 3, -0.8)] }).Split('\n');
        Assert.StartsWith("Rising hashtags  ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("  score      count  change  hashtag", lines[4], StringComparison.Ordinal);
        Assert.Equal(24, lines[5].Count(character => character == '█'));
        Assert.Equal(6, lines[6].Count(character => character == '█'));
        Assert.Equal(" 3                             -0.8          1    -67%  #c", lines[7]);
    }

    [Fact]
    public void An_empty_window_and_none_yet_are_told()
    {
        Assert.Contains("\n\nno hashtags in this window yet", Draw(80, 30, Window with { Top = [], Posts = 0, Tags = 0 }), StringComparison.Ordinal);
        Assert.Equal("waiting for the first window of sample", DrawnTable.Of(View(), 80, 30).TrimEnd());
    }

    [Theory]
    [InlineData("#WorldCup", 9, "#WorldCup")]
    [InlineData("#WorldCup", 8, "#WorldC…")]
    [InlineData("#日本語", 7, "#日本語")]
    [InlineData("#日本語", 6, "#日本…")]
    [InlineData("#日本語", 5, "#日…")]
    [InlineData("#❤️❤️", 4, "#❤️…")]
    [InlineData("#e\u0301e\u0301", 3, "#e\u0301e\u0301")]
    [InlineData("#a", 0, "")]
    public void Text_is_cut_by_cells_and_never_within_a_character(string text, int cells, string cut) => Assert.Equal(cut, CellText.Cut(text, cells));

    [Fact]
    public void A_frame_takes_the_place_of_the_one_before_and_breaks_no_line()
    {
        Assert.Equal("\u001b[?7l\r\u001b[3A\u001b[2Ka\n\u001b[2Kb\n\u001b[J\u001b[?7h", Written(new Frame([new Text("a"), new Text("b")], 3)));
        Assert.StartsWith("\u001b[?7l\u001b[2Ka\n", Written(new Frame([new Text("a")], 0)), StringComparison.Ordinal);
        Assert.StartsWith("\u001b[?7l\u001b[2J\u001b[H\u001b[2Ka\n", Written(new Frame([new Text("a")], null)), StringComparison.Ordinal);
    }

    private static string Written(Frame frame)
    {
        using var writer = new StringWriter();
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) }).Write(frame);
        return writer.ToString();
    }

    private TrendView View() => new("sample", "hashtags", _time);

    // Without what stands invisibly at the end of lines.
    private string Draw(int width, int height, Snapshot snapshot)
    {
        var view = View();
        view.Take(snapshot);
        return string.Join('\n', DrawnTable.Of(view, width, height).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
    }
}
