using System.Globalization;

namespace TweetStream.Cluster.Stores;

/// <summary>ETags as Orleans passes them on, and as they are in the database.</summary>
internal static class PostgresETag
{
    public static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of an ETag; 0, which none has, where it is not one of the database's.</summary>
    public static long Number(string? etag) => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
