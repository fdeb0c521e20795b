using System.Net;
using System.Net.Sockets;

namespace TweetStream.Wire;

/// <summary>
/// Who listens at a port of this machine, as far as one can tell without the rights of others: a relay answers a
/// subscription, accepting or refusing, and a web server complains of it in its own way.
/// </summary>
public static class PortProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="SocketException">The port may not be used, whoever has it.</exception>
    public static async Task<Occupant> AskAsync(IPEndPoint address, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IsFree(address))
            return Occupant.Nobody;
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return await ListenAsync(address, either.Token);
        }
        catch (Exception silent) when (silent is SocketException or IOException || (silent is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return Occupant.Other;
        }
    }

    private static bool IsFree(IPEndPoint address)
    {
        using var listener = new TcpListener(address);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }

    private static async Task<Occupant> ListenAsync(IPEndPoint address, CancellationToken stop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, stop);
        var stream = client.GetStream();
        var subscription = Subscription.To(StreamPosition.Latest);
        await stream.WriteAsync(subscription.ToLine(), stop);
        var lines = new LineBuffer(Subscription.MaxLineBytes);
        while (await stream.ReadAsync(lines.Free, stop) is > 0 and var read)
        {
            lines.Commit(read);
            while (lines.TryRead(out var line))
            {
                if (subscription.IsAcceptedBy(line, out _) || subscription.IsRefusedBy(line, out _))
                    return Occupant.Relay;
                if (line.StartsWith("HTTP/"u8))
                    return Occupant.WebServer;
            }
        }

        return Occupant.Other;
    }
}

public enum Occupant
{
    /// <summary>The port is free.</summary>
    Nobody,

    Relay,

    WebServer,

    /// <summary>Somebody who says nothing of himself.</summary>
    Other,
}
