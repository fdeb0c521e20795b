using System.Net;
using Microsoft.Extensions.Configuration;
using TweetStream.Relay;
using TweetStream.Web;

namespace TweetStream.Cli.Options;

/// <summary>Where a command serves HTTP: nowhere unless it is asked for, and on this machine alone unless others are allowed.</summary>
internal static class HttpAddress
{
    /// <exception cref="BadOptionException">It cannot be read, or other machines could reach it and may not.</exception>
    public static HttpOptions? Read(Setting<IPEndPoint?> setting, SwitchSetting allowRemote, IConfiguration configuration)
    {
        var address = setting.Read(configuration);
        if (address is not null && !IPAddress.IsLoopback(address.Address) && !allowRemote.Read(configuration))
            throw setting.Refuse(configuration, $"is an address that other machines can reach; add {allowRemote.Flag} if they may");
        return address is null ? null : new(address);
    }

    public static bool TryParse(string value, out IPEndPoint? address, out string reason)
    {
        (address, reason) = (null, "");
        if (value.Length == 0 || value == "none")
            return true;
        var isAddress = ListenAddress.TryParse(value, out var read, out reason);
        address = isAddress ? read : null;
        return isAddress;
    }
}
