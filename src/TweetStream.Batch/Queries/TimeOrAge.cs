using System.Globalization;
using TweetStream.Batch.Folding;
using TweetStream.Windows;

namespace TweetStream.Batch.Queries;

/// <summary>An instant as a person gives it: <c>2026-01-31T12:00:00Z</c>, <c>2026-01-31</c> (UTC where nothing else is said), <c>7d</c> for so long ago, or <c>now</c>.</summary>
/// <param name="Time">The instant; null for none, and for an age.</param>
/// <param name="Age">How long ago; zero for now.</param>
public readonly record struct TimeOrAge(DateTimeOffset? Time, TimeSpan? Age)
{
    public const string Allowed = "ISO 8601, such as 2026-01-31T12:00:00Z, a duration ago, such as 1h or 7d, and now";

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK",
    ];

    /// <summary>Also an empty text, for none.</summary>
    public static bool TryParse(string value, out TimeOrAge result, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        result = default;
        reason = $"'{value}' is no time; allowed are {Allowed}";
        if (value.Length == 0)
            return true;
        if (value == "now")
            result = new(null, TimeSpan.Zero);
        else if (DateTimeOffset.TryParseExact(value, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            result = new(time, null);
        else if (Duration.TryParse(value, out var age) && age > TimeSpan.Zero)
            result = new(null, age);
        return result != default;
    }

    /// <summary>
    /// The instant, where it is <paramref name="now"/>; null for none. So long ago is rounded down to a full ten seconds,
    /// which views of any age can answer.
    /// </summary>
    public DateTimeOffset? At(DateTimeOffset now) => Age switch
    {
        null => Time,
        { } age when age == TimeSpan.Zero => now,
        { } age when age > now - DateTimeOffset.MinValue => DateTimeOffset.MinValue,
        { } age => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(Bucket.Floor((now - age).ToUnixTimeMilliseconds()), DateTimeOffset.MinValue.ToUnixTimeMilliseconds())),
    };
}
