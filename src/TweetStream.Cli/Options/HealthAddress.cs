namespace TweetStream.Cli.Options;

/// <summary>Whom to ask how it is: <c>HOST:PORT</c>, or a URL, with a path for another question than whether it is ready.</summary>
internal static class HealthAddress
{
    private const string Scheme = "http://";

    public static bool TryParse(string value, out Uri? url, out string reason)
    {
        reason = $"'{value}' is neither HOST:PORT nor a URL, such as 127.0.0.1:8080 or http://127.0.0.1:8080/healthz";
        var text = value.Contains("://", StringComparison.Ordinal) ? value : Scheme + value;
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
        // Port 80 is none of ours: whoever names no port has forgotten it.
        if (!isUrl || (text != value && url!.IsDefaultPort && !value.EndsWith(":80", StringComparison.Ordinal)))
            return false;
        if (url!.AbsolutePath == "/")
            url = new(url, "readyz");
        return true;
    }
}
