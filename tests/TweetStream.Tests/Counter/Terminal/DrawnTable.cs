using Spectre.Console;
using TweetStream.Counter.Terminal;

namespace TweetStream.Tests.Counter;

/// <summary>What a terminal of a given size would show, as text.</summary>
internal static class DrawnTable
{
    public static string Of(TrendView view, int width, int height)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Write(new Rows(view.Draw(width, height)));
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
