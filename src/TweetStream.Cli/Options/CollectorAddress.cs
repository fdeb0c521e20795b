namespace TweetStream.Cli.Options;

/// <summary>The address of a collector of metrics. It names no user: who may send says so in a header, which is no part of the command line.</summary>
internal static class CollectorAddress
{
    /// <param name="command">The command that sends its metrics there, as the configuration names it.</param>
    public static Setting<Uri?> Of(string command) => new("--otlp", $"{command}:Otlp", "URL", "", "Sends the metrics to the collector there, by OTLP over HTTP", TryParse);

    private static bool TryParse(string value, out Uri? address, out string reason)
    {
        (address, reason) = (null, "");
        if (value.Length == 0 || value == "none")
            return true;
        reason = $"'{value}' is no address of a collector; allowed is http://HOST:PORT or https://HOST:PORT, such as http://127.0.0.1:4318, with or without a path";
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return false;
        reason = "the address names a user; set OTEL_EXPORTER_OTLP_HEADERS instead, such as authorization=Bearer%20TOKEN";
        if (url.UserInfo.Length > 0)
            return false;
        address = url;
        return true;
    }
}
