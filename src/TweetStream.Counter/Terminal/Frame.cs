using System.Globalization;
using Spectre.Console.Rendering;

namespace TweetStream.Counter.Terminal;

/// <summary>
/// Lines that take the place of those drawn before. The terminal breaks none of them meanwhile: it may see a script wider than
/// we do, and a broken line would push the others down, a line further each time.
/// </summary>
/// <param name="lines">Each for one line of the terminal.</param>
/// <param name="above">How many lines up the place begins; null to begin at the top of an empty screen.</param>
internal sealed class Frame(IEnumerable<IRenderable> lines, int? above) : Renderable
{
    private const string NoWrap = "\u001b[?7l", Wrap = "\u001b[?7h", Clear = "\u001b[2J\u001b[H", EraseLine = "\u001b[2K", EraseBelow = "\u001b[J";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        yield return Segment.Control(NoWrap + (above is { } up ? Up(up) : Clear));
        foreach (var line in lines)
        {
            yield return Segment.Control(EraseLine);
            foreach (var segment in line.Render(options, maxWidth))
            {
                if (!segment.IsLineBreak)
                    yield return segment;
            }

            yield return Segment.LineBreak;
        }

        yield return Segment.Control(EraseBelow + Wrap);
    }

    private static string Up(int lines) => lines > 0 ? string.Create(CultureInfo.InvariantCulture, $"\r\u001b[{lines}A") : "";
}
