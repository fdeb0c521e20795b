using System.Globalization;

namespace TweetStream.Windows;

/// <summary>
/// A length of time as a person writes it, to the millisecond: <c>500ms</c>, <c>20s</c>, <c>1.5m</c>, <c>2h</c>; may be negative.
/// <code>duration = number ( "ms" | "s" | "m" | "h" | "d" )</code>
/// </summary>
public static class Duration
{
    public const string Allowed = "a number with ms, s, m, h or d, such as 500ms, 20s or 5m";

    public static bool TryParse(string value, out TimeSpan result)
    {
        ArgumentNullException.ThrowIfNull(value);
        result = TimeSpan.Zero;
        var unit = value.AsSpan().TrimStart("-.0123456789");
        var milliseconds = unit switch { "ms" => 1, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => double.NaN };
        if (!double.TryParse(value.AsSpan(0, value.Length - unit.Length), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        milliseconds *= number;
        if (!(Math.Abs(milliseconds) <= TimeSpan.MaxValue.TotalMilliseconds / 2))
            return false;
        result = TimeSpan.FromMilliseconds(Math.Round(milliseconds));
        return true;
    }
}
