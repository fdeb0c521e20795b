using System.Globalization;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// Order and age of ids. Mastodon's are numbers in a string, a longer one is later, and all but the time in milliseconds
/// since 1970 is in the lowest 16 bits; those of other servers that speak its API are compared in the same way and nothing more.
/// </summary>
internal static class StatusId
{
    /// <summary>Before every id.</summary>
    public const string First = "0";

    private const int BitsBelowTime = 16;

    // Ids from before Mastodon 2.0 are counters, which say nothing of time.
    private static readonly long EarliestTime = new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>The later of two, of which null is none.</summary>
    public static string? Later(string? one, string? other) => one is null || (other is not null && Compare(one, other) < 0) ? other : one;

    /// <summary>An id from so long before; the same one where it does not tell its time.</summary>
    public static string Earlier(string id, TimeSpan by) =>
        ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (long)(number >> BitsBelowTime) - EarliestTime > by.TotalMilliseconds
            ? ((number >> BitsBelowTime) - (ulong)by.TotalMilliseconds << BitsBelowTime).ToString(CultureInfo.InvariantCulture)
            : id;

    private static int Compare(string one, string other) =>
        one.Length != other.Length ? one.Length.CompareTo(other.Length) : string.CompareOrdinal(one, other);
}
