using System.Globalization;

namespace TweetStream.Charts.Wording;

/// <summary>Instants in the reader's zone. The day is named only where it is not the one on which the picture was drawn.</summary>
internal sealed class Clock(TimeZoneInfo zone, DateTimeOffset renderedAt)
{
    private readonly DateOnly _today = Day(TimeZoneInfo.ConvertTime(renderedAt, zone));

    /// <summary><c>14:02:20 – 14:03:20 UTC</c>; with days and both offsets where they differ.</summary>
    public string Window(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, to) = (Local(start), Local(end));
        var fraction = IsWholeSecond(from) && IsWholeSecond(to) ? "" : ".fff";
        var sameOffset = from.Offset == to.Offset;
        var first = Text(from, fraction, withDay: Day(from) != _today || Day(to) != _today, withZone: !sameOffset);
        var second = Text(to, fraction, withDay: Day(to) != Day(from), withZone: true);
        return $"{first} – {second}";
    }

    /// <summary><c>14:03:20.412 UTC</c>, the instant of drawing; with the day where the window is of another one.</summary>
    public string Rendered(DateTimeOffset windowEnd) =>
        Text(Local(renderedAt), ".fff", withDay: Day(Local(windowEnd)) != _today, withZone: true);

    /// <summary><c>14:02:31 UTC</c>; with the day where it is not that of drawing.</summary>
    public string Instant(DateTimeOffset instant) =>
        Text(Local(instant), IsWholeSecond(instant) ? "" : ".fff", withDay: Day(Local(instant)) != _today, withZone: true);

    private DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);

    private string Text(DateTimeOffset local, string fraction, bool withDay, bool withZone) =>
        local.ToString((withDay ? "yyyy-MM-dd " : "") + "HH:mm:ss" + fraction, CultureInfo.InvariantCulture)
        + (withZone ? " " + ZoneName(local) : "");

    private string ZoneName(DateTimeOffset local) =>
        zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime
            ? "UTC"
            : "UTC" + local.ToString("zzz", CultureInfo.InvariantCulture);

    private static bool IsWholeSecond(DateTimeOffset instant) => instant.Ticks % TimeSpan.TicksPerSecond == 0;

    private static DateOnly Day(DateTimeOffset local) => DateOnly.FromDateTime(local.DateTime);
}
