using Spectre.Console;

namespace TweetStream.Counter.Terminal;

/// <summary>The colours of the live table; those of bars run from blue to green like the picture's, but lighter, since most terminals are dark.</summary>
internal static class TrendColours
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Warning = new(Color.Yellow);
    public static readonly Style Rising = new(Color.Green);
    public static readonly Style Falling = new(Color.Red);
    public static readonly Style New = new(Color.Olive);
    public static readonly Style Pace = new(Color.Teal);

    private static readonly Color First = new(0x3D, 0x84, 0xC6), Last = new(0x7D, 0xBA, 0x91);

    public static Style Bar(int rank, int ranks) => new(First.Blend(Last, ranks > 1 ? (float)rank / (ranks - 1) : 0));

    public static Style Change(string change) => change[0] switch { '+' => Rising, '-' => Falling, 'n' => New, _ => Quiet };
}
