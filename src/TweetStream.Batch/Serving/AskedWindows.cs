using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TweetStream.Batch.Queries;
using TweetStream.Web;
using TweetStream.Windows;

namespace TweetStream.Batch.Serving;

/// <summary>Windows as the parameters of a request ask for them, or why not: what is wrong first, with its name, its value and what is allowed.</summary>
internal sealed class AskedWindows(ServeOptions options, DateTimeOffset now)
{
    private const string Durations = "whole ten seconds from 10s to 24h, such as 20s or 5m";

    public WindowsQuestion Question { get; private set; } = new() { Archive = options.Archive, Views = options.Views, Now = now };

    /// <summary>Null where they can be asked for.</summary>
    public ProblemHttpResult? Refusal { get; private set; }

    public AskedWindows Between(string? since, string? before)
    {
        if (!TimeOrAge.TryParse(since ?? "", out var first, out _))
            return Refuse("since", since, TimeOrAge.Allowed);
        if (!TimeOrAge.TryParse(before ?? "", out var end, out _))
            return Refuse("before", before, TimeOrAge.Allowed);
        Question = Question with { Since = first.At(now), Before = end.At(now) };
        return this;
    }

    public AskedWindows Limit(string? limit) => TryNumber("limit", limit, 100, WindowsQuestion.MostAtOnce, out var most) ? With(Question with { Limit = most }) : this;

    public AskedWindows Top(string? top) => TryNumber("top", top, 10, WindowsQuestion.MostRanked, out var most) ? With(Question with { Top = most }) : this;

    public AskedWindows Windows(string? window, string? slide)
    {
        if (!TryDuration(window ?? "20s", out var size))
            return Refuse("window", window, Durations);
        if (!TryDuration(slide ?? "10s", out var step))
            return Refuse("slide", slide, Durations);
        return With(Question with { Size = (long)size.TotalMilliseconds, Slide = (long)step.TotalMilliseconds });
    }

    private static bool TryDuration(string text, out TimeSpan duration) => Duration.TryParse(text, out duration) && WindowsQuestion.IsCounted(duration);

    private bool TryNumber(string name, string? text, int standard, int most, out int number)
    {
        number = standard;
        if (text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most))
            return true;
        Refuse(name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {most}"));
        return false;
    }

    private AskedWindows With(WindowsQuestion question)
    {
        Question = question;
        return this;
    }

    private AskedWindows Refuse(string name, string? value, string allowed)
    {
        Refusal ??= Refusals.BadValue(name, value, allowed);
        return this;
    }
}
