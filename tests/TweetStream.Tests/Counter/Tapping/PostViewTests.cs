using System.Text;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using TweetStream.Counter.Tapping;
using TweetStream.Posts;

namespace TweetStream.Tests.Counter.Tapping;

public sealed class PostViewTests
{
    private const string Escape = "\u001b";

    [Fact]
    public void A_post_is_shown_with_its_time_its_source_and_its_author() =>
        Assert.Equal(
            "00:00:05 mars ana hello\n",
            Shown("""{"created_at":5000,"source":"mars","author":"ana","text":"hello"}"""));

    [Fact]
    public void What_is_not_known_is_not_shown() => Assert.Equal("00:00:07 hello\n", Shown("hello"));

    [Fact]
    public void A_post_of_another_day_is_shown_with_its_date() =>
        Assert.Equal("1969-12-31 23:59:59 hello\n", Shown("""{"created_at":-1000,"text":"hello"}"""));

    [Fact]
    public void Hashtags_are_marked_with_their_sign_and_nothing_else_is()
    {
        var shown = Shown("a #tag, ＃日本 and no#tag", colours: true);
        Assert.Equal(["#tag", "＃日本"], Marked(shown));
    }

    [Fact]
    public void Nothing_from_outside_controls_the_terminal()
    {
        var shown = Shown("{\"source\":\"s\\u001b\",\"author\":\"a\\u202e\",\"text\":\"#a\\u0007\\u001b[31m\\n[bold]x[/]\"}");
        Assert.Equal(@"00:00:07 s\u001b a\u202e #a\u0007\u001b[31m [bold]x[/]" + "\n", shown);
    }

    [Fact]
    public void A_long_text_is_wrapped_to_the_width_and_a_long_name_is_cut()
    {
        var shown = Shown($$"""{"author":"{{new string('n', 30)}}","text":"{{string.Concat(Enumerable.Repeat("word ", 40))}}{{new string('w', 200)}}"}""");
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(new string('n', 23) + "… word", shown, StringComparison.Ordinal);
        Assert.Equal(200, shown[shown.LastIndexOf(' ')..].Count(letter => letter == 'w'));
    }

    private static string Shown(string line, bool colours = false)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 80;
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var post = new PostBuffer();
        var bytes = Encoding.UTF8.GetBytes(line);
        var kind = new PostReader().Read(bytes, post);
        new PostView(console, time).Write(bytes, kind, post, arrival: 7000);
        return writer.ToString();
    }

    private static IEnumerable<string> Marked(string shown) =>
        shown.Split(Escape + "[1;").Skip(1).Select(marked => marked.Split('m', 2)[1].Split(Escape)[0]);
}
