using System.Text;
using TweetStream.Counter.Tapping;

namespace TweetStream.Tests.Counter.Tapping;

public sealed class PostTapTests
{
    private const string Three = "{\"text\":\"one\"}\ntwo\n{\"text\":\"three\\nlines\"}\n";

    [Fact]
    public void A_text_is_one_line_and_a_line_of_plain_text_is_one()
    {
        using var tapped = new Tapped();
        Assert.True(tapped.Take(Three));
        Assert.Equal("one\ntwo\nthree lines\n", tapped.Shown);
    }

    [Fact]
    public void A_line_of_JSON_is_shown_as_it_came_and_plain_text_becomes_one()
    {
        using var tapped = new Tapped(Tapped.Options with { Format = TapFormat.Json });
        tapped.Take("""{ "created_at":7, "text":"on\u0065", "unknown":[1, 2] }""" + "\nsay \"two\"\n");
        Assert.Equal("""{ "created_at":7, "text":"on\u0065", "unknown":[1, 2] }""" + "\n{\"text\":\"say \\\"two\\\"\"}\n", tapped.Shown);
    }

    [Fact]
    public void What_holds_no_post_is_left_out_and_counted()
    {
        using var tapped = new Tapped();
        tapped.Take("{\"nothing\":1}\n\n{\"text\":\n" + new string('a', 1025) + "\nb\n");
        Assert.Equal("b\n", tapped.Shown);
        Assert.Equal(3, tapped.Tap.LeftOut);
    }

    [Fact]
    public void After_as_many_posts_as_were_asked_for_no_more_are_wanted()
    {
        using var tapped = new Tapped(Tapped.Options with { Limit = 2 });
        Assert.False(tapped.Take(Three));
        Assert.Equal("one\ntwo\n", tapped.Shown);
    }

    [Fact]
    public void Posts_that_do_not_pass_are_not_part_of_the_sample()
    {
        var options = Tapped.Options with { Sample = 0.5, Seed = 3 };
        using var all = new Tapped(options);
        using var some = new Tapped(options with { Passes = post => post.Text.StartsWith("b"u8) });
        var posts = Enumerable.Range(0, 20).Select(number => $"b{number}\n").ToList();
        all.Take(string.Concat(posts));
        some.Take(string.Concat(posts.Select(post => "a\n" + post)));
        Assert.InRange(some.Tap.Shown, 1, 19);
        Assert.Equal(all.Shown, some.Shown);
    }

    [Fact]
    public void A_sample_of_a_relay_is_the_same_wherever_the_reading_begins()
    {
        using var early = new Tapped(Tapped.Options with { Sample = 0.5, Seed = 3 });
        using var late = new Tapped(Tapped.Options with { Sample = 0.5, Seed = 3 });
        early.Accept("a", 0);
        late.Accept("a", 10);
        early.Take(Posts(0, 20));
        late.Take(Posts(10, 10));
        Assert.InRange(late.Tap.Shown, 1, 9);
        Assert.EndsWith(late.Shown, early.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_lost_connection_no_post_comes_twice_and_those_that_never_come_are_counted()
    {
        using var tapped = new Tapped();
        tapped.Accept("a", 0);
        tapped.Take(Posts(0, 2));
        tapped.Lose();
        Assert.Equal(new("a", 2), tapped.Tap.Position);
        tapped.Accept("a", 1);
        tapped.Take(Posts(1, 2));
        tapped.Take(Posts(5, 1));
        Assert.Equal("p0\np1\np2\np5\n", tapped.Shown);
        Assert.Equal(2, tapped.Tap.Missed);
    }

    [Fact]
    public void The_end_of_a_file_ends_its_last_line()
    {
        using var tapped = new Tapped();
        tapped.Take("one\ntwo", isLast: true);
        Assert.Equal("one\ntwo\n", tapped.Shown);
    }

    [Theory]
    [InlineData(TapFormat.Text)]
    [InlineData(TapFormat.Json)]
    public void On_a_terminal_nothing_from_outside_controls_it(TapFormat format)
    {
        using var tapped = new Tapped(Tapped.Options with { Format = format }, isTerminal: true);
        tapped.Take("{\"text\":\"a\u009b\u202eb\"}\n\u001b[31mc\n");
        Assert.Contains("a\\u009b\\u202eb", tapped.Shown, StringComparison.Ordinal);
        Assert.Contains("\\u001b[31mc", tapped.Shown, StringComparison.Ordinal);
        Assert.All(tapped.Shown.Where(char.IsControl), character => Assert.Equal('\n', character));
    }

    private static string Posts(int first, int count) =>
        Enumerable.Range(first, count).Aggregate(new StringBuilder(), (lines, offset) => lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"offset\":{offset},\"text\":\"p{offset}\"}}\n")).ToString();
}
