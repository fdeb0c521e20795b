using System.Globalization;
using Microsoft.Extensions.Configuration;
using TweetStream.Windows;

namespace TweetStream.Cli.Options;

/// <summary>How long windows are and when they close: the same for each command that counts, below its own name in the configuration.</summary>
/// <param name="command">Such as <c>Count</c>.</param>
/// <param name="lateness">What allowed lateness does to a window, for a person.</param>
internal sealed class WindowSettings(string command, string lateness)
{
    private const long DefaultSlide = 10_000;

    private readonly Setting<TimeSpan> _window = new("--window", $"{command}:Window", "DURATION", "20s", "Length of a window", Values.Duration);

    private readonly Setting<TimeSpan?> _slide = new(
        "--slide", $"{command}:Slide", "DURATION", "", "A window ends every so often [10s, or the window where that is shorter]", OptionalSlide);

    private readonly Setting<TimeSpan> _offset = new(
        "--offset", $"{command}:Offset", "DURATION", "0s", "Shifts all windows; shorter than the slide, may be negative", Values.Duration);

    private readonly Setting<TimeSpan> _watermarkDelay = new(
        "--watermark-delay", $"{command}:WatermarkDelay", "DURATION", "0s", "How long a window waits for posts out of order before it closes", Values.Duration);

    private readonly Setting<TimeSpan> _allowedLateness = new(
        "--allowed-lateness", $"{command}:AllowedLateness", "DURATION", "0s", lateness, Values.Duration);

    public IReadOnlyList<Setting> All => [_window, _slide, _offset, _watermarkDelay, _allowedLateness];

    /// <exception cref="BadOptionException">A value cannot be read, or does not go with the others.</exception>
    public WindowSpec Read(IConfiguration configuration)
    {
        long Milliseconds(Setting<TimeSpan> setting) => (long)setting.Read(configuration).TotalMilliseconds;
        var window = Milliseconds(_window);
        var slide = (long?)_slide.Read(configuration)?.TotalMilliseconds ?? Math.Min(DefaultSlide, Math.Max(1, window));
        try
        {
            return new(window, slide, Milliseconds(_offset), Milliseconds(_watermarkDelay), Milliseconds(_allowedLateness));
        }
        catch (ArgumentOutOfRangeException bad)
        {
            var reason = bad.Message.Split(" (Parameter", 2)[0]; // What follows names our parameter, not the option.
            throw bad.ParamName switch
            {
                "size" => _window.Refuse(configuration, reason),
                "slide" => _slide.Refuse(configuration, reason),
                "offset" => _offset.Refuse(configuration, string.Create(CultureInfo.InvariantCulture, $"{reason} ({slide} ms)")),
                "watermarkDelay" => _watermarkDelay.Refuse(configuration, reason),
                _ => _allowedLateness.Refuse(configuration, reason),
            };
        }
    }

    // Windows that leave gaps, in which posts count nowhere, are for those who ask for them.
    private static bool OptionalSlide(string value, out TimeSpan? result, out string reason)
    {
        (result, reason) = (null, "");
        if (value.Length == 0)
            return true;
        var isDuration = Values.Duration(value, out var slide, out reason);
        result = slide;
        return isDuration;
    }
}
