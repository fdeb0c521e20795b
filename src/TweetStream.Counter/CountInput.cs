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
    /// <returns>False, with the value and what is allowed, for a port that is none.</returns>
    public static bool TryParse(string value, out CountInput input, out string reason)
    {
        (input, reason) = (StandardInput, "");
        if (value == "-")
            return true;
        input = new(null, 0, value);
        var colon = value.LastIndexOf(':');
        if (System.IO.File.Exists(value) || colon <= 0 || value.Contains('/', StringComparison.Ordinal))
            return true;
        if (!value.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535)
        {
            input = new(value[..colon].Trim('[', ']'), port, null);
            return true;
        }

        reason = $"'{value}' is neither a file nor HOST:PORT with a port from 1 to 65535";
        return false;
    }

    public override string ToString() => Host is null ? File ?? "standard input" : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
