using System.Net;
using System.Net.Sockets;

namespace TweetStream.Cli.Options;

/// <summary>An address of this machine without a port.</summary>
internal static class HostAddress
{
    public static bool TryParse(string value, out IPAddress? address, out string reason)
    {
        (address, reason) = (null, $"'{value}' is no address; allowed are IPv4 and IPv6 addresses, localhost, and * for every IPv4 address");
        if (value.Length == 0)
            return true;
        address = value switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            _ => IPAddress.TryParse(value, out var read) && (read.AddressFamily == AddressFamily.InterNetworkV6 || value.Count(letter => letter == '.') == 3) ? read : null,
        };
        return address is not null;
    }

    /// <summary>The same, or a name that leads to one, as that of a container does.</summary>
    public static bool TryResolve(string value, out IPAddress? address, out string reason)
    {
        if (TryParse(value, out address, out reason))
            return true;
        try
        {
            // Of several, the one of the older protocol, which is what is mostly meant.
            address = Dns.GetHostAddresses(value).OrderBy(found => found.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault();
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            // The reason stands.
        }

        reason = $"'{value}' is no address, and no name that leads to one";
        return address is not null;
    }
}
