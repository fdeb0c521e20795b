using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TweetStream.Wire;

namespace TweetStream.Cli.Diagnosis;

/// <summary>Whether the ports that are usual here are free, and who has them.</summary>
internal static class PortDiagnosis
{
    /// <summary>Of the port where a relay listens and a counter reads.</summary>
    public static Task<Finding> OfRelayAsync(int port, TimeProvider time, CancellationToken stop)
    {
        var other = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port + 1}");
        return FindAsync(port, Occupant.Relay, "a relay listens there, which count and tap read", $"start relay --listen {other} and count {other}", time, stop);
    }

    /// <summary>Of the port where the live page is served.</summary>
    public static Task<Finding> OfPageAsync(int port, TimeProvider time, CancellationToken stop) =>
        FindAsync(port, null, "", "give --page and --http another port, or 0 for any that is free", time, stop);

    private static async Task<Finding> FindAsync(int port, Occupant? welcome, string welcomed, string advice, TimeProvider time, CancellationToken stop)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"port {port}");
        try
        {
            var occupant = await PortProbe.AskAsync(new(IPAddress.Loopback, port), time, stop);
            return occupant == Occupant.Nobody ? new(Verdict.Ok, $"{what}: free")
                : occupant == welcome ? new(Verdict.Ok, $"{what}: {welcomed}")
                : new(Verdict.Warning, $"{what}: taken by {Name(occupant)}", advice);
        }
        catch (SocketException refused)
        {
            return new(Verdict.Warning, $"{what}: cannot be listened on ({refused.Message})", advice);
        }
    }

    private static string Name(Occupant occupant) => occupant switch
    {
        Occupant.Relay => "a relay",
        Occupant.WebServer => "a web server",
        _ => "a program that is no relay",
    };
}
