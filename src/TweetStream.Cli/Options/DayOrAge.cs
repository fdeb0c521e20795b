using System.Globalization;

namespace TweetStream.Cli.Options;

/// <summary>A UTC day as a person gives it: <c>2026-01-31</c>, <c>today</c>, or <c>7d</c> for so many days before today.</summary>
internal readonly record struct DayOrAge(DateOnly? Day, int? Days)
{
    /// <summary>Also an empty text, for none.</summary>
    public static bool TryParse(string value, out DayOrAge result, out string reason)
    {
        result = default;
        reason = $"'{value}' is no day; allowed are a UTC day, such as 2026-01-31, so many days before today, such as 7d, and today";
        if (value.Length == 0)
            return true;
        if (value == "today")
            result = new(null, 0);
        else if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            result = new(day, null);
        else if (value.EndsWith('d') && int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0)
            result = new(null, days);
        return result != default;
    }

    /// <summary>The day, where it is <paramref name="now"/>; null for none.</summary>
    public DateOnly? At(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return Days is { } days ? today.AddDays(-Math.Min(days, today.DayNumber)) : Day;
    }
}
