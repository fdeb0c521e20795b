using System.Globalization;
using System.Net;

namespace TweetStream.Relay;

/// <summary>
/// Where a relay listens, as a person writes it.
/// <code>
/// address = [ host ":" ] port
/// host    = IPv4 | "[" IPv6 "]" | "localhost" | "*"
/// </code>
/// Without a host it is 127.0.0.1; <c>*</c> is every address of the machine, IPv4 and IPv6. Port 0 takes any free one.
/// </summary>
public static class ListenAddress
{
    /// <summary>Reads an address; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out IPEndPoint address, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        (address, reason) = (new(IPAddress.Loopback, RelayOptions.DefaultPort), "");
        var colon = value.LastIndexOf(':');
        var host = colon < 0 ? "localhost" : value[..colon];
        if (ushort.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && Resolve(host) is { } ip)
        {
            address = new(ip, port);
            return true;
        }

        reason = $"'{value}' is no address to listen on; allowed are PORT, 127.0.0.1:PORT, localhost:PORT, [::1]:PORT and *:PORT, with PORT from 0 to 65535";
        return false;
    }

    private static IPAddress? Resolve(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var v6) && inner.Contains(':', StringComparison.Ordinal) ? v6 : null,
        _ => host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out var v4) ? v4 : null,
    };
}
