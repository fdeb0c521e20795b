using System.Globalization;
using TweetStream.Windows;

namespace TweetStream.Counter.Checkpoints;

/// <summary>
/// The options that decide what is counted, as a person writes them. A state is good only for those it was made with; what
/// only decides what is shown, such as <c>--top</c>, may change.
/// </summary>
internal static class Fingerprint
{
    public static IReadOnlyList<(string Option, string Value)> Of(CountOptions options) =>
    [
        .. Of(options.Windows),
        ("--time", options.Time.ToString().ToLowerInvariant()),
        ("--by", options.By.ToString().ToLowerInvariant()),
        ("--case", options.KeepCase ? "keep" : "fold"),
        ("--max-tags", options.MaxTags.ToString(CultureInfo.InvariantCulture)),
    ];

    public static IReadOnlyList<(string Option, string Value)> Of(WindowSpec windows) =>
    [
        ("--window", Duration(windows.Size)),
        ("--slide", Duration(windows.Slide)),
        ("--offset", Duration(windows.Offset)),
        ("--watermark-delay", Duration(windows.WatermarkDelay)),
        ("--allowed-lateness", Duration(windows.AllowedLateness)),
    ];

    /// <summary>What differs, such as <c>was made with --window 20s, now it is 30s</c>; null where nothing does.</summary>
    public static string? Difference(IReadOnlyList<(string Option, string Value)> then, IReadOnlyList<(string Option, string Value)> now)
    {
        var differences = now.Join(then, option => option.Option, option => option.Option, (given, made) => (given.Option, Was: made.Value, Is: given.Value))
            .Where(option => option.Was != option.Is)
            .Select(option => $"{option.Option} {option.Was}, now it is {option.Is}")
            .ToList();
        return differences.Count == 0 ? null : "was made with " + string.Join(", and with ", differences);
    }

    private static string Duration(long milliseconds) =>
        milliseconds % 1000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000}s") : string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
}
