using System.Globalization;

namespace TweetStream.Web.Page;

/// <summary>Instants as an asker writes them.</summary>
internal static class Times
{
    public const string Allowed = "an instant in ISO 8601, such as 2026-01-01T12:00:00Z";

    /// <summary>Without a zone it is UTC; nothing is nothing.</summary>
    public static bool TryRead(string? text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text is null)
            return true;
        var isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        instant = read;
        return isTime;
    }
}
