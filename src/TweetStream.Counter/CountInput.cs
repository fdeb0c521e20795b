using System.Globalization;

namespace TweetStream.Counter;

/// <summary>Where posts come from: a socket, a file, or standard input.</summary>
/// <param name="Host">Name or address of the socket; null for a file or standard input.</param>
/// <param name="Port">Port of the socket.</param>
/// <param name="File">Path of the file; null otherwise.</param>
public sealed record CountInput(string? Host, int Port, string? File)
{
    public static readonly CountInput StandardInput = new(null, 0, null);

    /// <summary>Reads <c>HOST:PORT</c>, <c>-</c>, or a path; a file that is there goes before a host of the same spelling.</summary>
    /// <returns>False with the reason where it is none of these.</returns>
    public static bool TryParse(string value, out CountInput input, out string reason)
    {
        (input, reason) = (StandardInput, "");
        if (value == "-")
            return true;
        var isFile = System.IO.File.Exists(value);
        if (!isFile && IsEndpoint(value, out var host, out var port))
        {
            input = new(host, port, null);
            return true;
        }

        input = new(null, 0, value);
        reason = isFile ? "" : Directory.Exists(value) ? "is a folder" : "no such file; or give HOST:PORT, or - for standard input";
        return isFile;
    }

    public override string ToString() => Host is null ? File ?? "standard input" : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static bool IsEndpoint(string value, out string host, out int port)
    {
        var colon = value.LastIndexOf(':');
        port = 0;
        host = colon > 0 ? value[..colon].Trim('[', ']') : "";
        return host.Length > 0
            && !host.Contains('/', StringComparison.Ordinal)
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }
}
