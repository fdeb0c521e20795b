namespace TweetStream.Cli.Options;

/// <summary>The address of a <c>tweetstream serve</c>.</summary>
internal static class HistoryAddress
{
    public static bool TryParse(string value, out Uri? address, out string reason)
    {
        (address, reason) = (null, "");
        if (value.Length == 0 || value == "none")
            return true;
        reason = $"'{value}' is no address of a tweetstream serve; allowed is http://HOST:PORT or https://HOST:PORT, such as http://127.0.0.1:5090";
        if (!Uri.TryCreate(value.TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Query.Length > 0)
            return false;
        address = url;
        return true;
    }
}
