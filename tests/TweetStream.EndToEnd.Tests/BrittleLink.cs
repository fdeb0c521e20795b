using System.Net;
using System.Net.Sockets;

namespace TweetStream.EndToEnd.Tests;

/// <summary>
/// A stretch of network between a client and a relay that cuts what it carries into odd pieces and breaks after so many
/// bytes, in the middle of a line as a rule. Every connection over it breaks in one of the <see cref="Breaks"/>, by turns,
/// until there were enough of them.
/// </summary>
internal sealed class BrittleLink : IDisposable
{
    private static readonly TimeSpan LongerThanTheRelayWaits = TimeSpan.FromMilliseconds(400);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _relay;
    private readonly int _enough;
    private readonly Random _random = new(3);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="relay">Port of the relay, on this machine.</param>
    /// <param name="enough">After so many breaks it breaks no more.</param>
    public BrittleLink(int relay, int enough)
    {
        (_relay, _enough) = (relay, enough);
        _listener.Start();
        _ = CarryAllAsync();
    }

    private enum Breaks
    {
        Reset,
        Close,
        StallAndReset,

        /// <summary>The relay hears so late what is asked that it takes the client for one that wants text; then a reset.</summary>
        ResetAfterText,

        /// <summary>The relay hears nothing, and gives text until the connection ends.</summary>
        CloseWithinText,
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    public int Broken { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task CarryAllAsync()
    {
        var stop = _stop.Token;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptSocketAsync(stop);
                using var relay = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await relay.ConnectAsync(IPAddress.Loopback, _relay, stop);
                await CarryAsync(client, relay, (Breaks)(Broken % 5), stop);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // Either side has gone, and the next connection comes; or nobody wants the link any more.
            }
        }
    }

    private async Task CarryAsync(Socket client, Socket relay, Breaks how, CancellationToken stop)
    {
        var breaks = Broken < _enough;
        var asked = new byte[1024];
        var askedBytes = await client.ReceiveAsync(asked, stop);
        if (breaks && how == Breaks.ResetAfterText)
            await Task.Delay(LongerThanTheRelayWaits, TimeProvider.System, stop);
        if (!breaks || how != Breaks.CloseWithinText)
            await relay.SendAsync(asked.AsMemory(0, askedBytes), stop);
        var left = breaks ? _random.Next(how == Breaks.CloseWithinText ? 4_000 : 200_000) + 1 : long.MaxValue;
        var piece = new byte[8192];
        while (left > 0)
        {
            var received = await relay.ReceiveAsync(piece.AsMemory(0, (int)Math.Min(left, _random.Next(piece.Length) + 1)), stop);
            if (received == 0)
                return;
            await client.SendAsync(piece.AsMemory(0, received), stop);
            left -= received;
        }

        if (how == Breaks.StallAndReset)
            await Task.Delay(LongerThanTheRelayWaits, TimeProvider.System, stop);
        if (how is Breaks.Reset or Breaks.StallAndReset or Breaks.ResetAfterText)
            client.LingerState = new(true, 0);
        Broken++;
    }
}
