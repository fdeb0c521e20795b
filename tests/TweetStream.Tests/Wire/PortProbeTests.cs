using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Tests.Counter.Feeds;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class PortProbeTests
{
    [Fact]
    public async Task A_port_that_nobody_has_is_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        Assert.Equal(Occupant.Nobody, await PortProbe.AskAsync(address, TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public async Task A_relay_is_known_by_its_answer_also_behind_lines_of_text()
    {
        using var relay = new FakeRelay();
        var asked = Ask(relay);
        using var session = await relay.ClientAsync();
        await session.SayAsync("a line under way\n");
        await session.AcceptAsync("a", 0);
        Assert.Equal(Occupant.Relay, await asked);
    }

    [Fact]
    public async Task A_relay_that_refuses_is_one()
    {
        using var relay = new FakeRelay();
        var asked = Ask(relay);
        using var session = await relay.ClientAsync();
        await session.RefuseAsync("token wanted");
        Assert.Equal(Occupant.Relay, await asked);
    }

    [Fact]
    public async Task A_web_server_is_known_by_its_complaint()
    {
        using var server = new FakeRelay();
        var asked = Ask(server);
        using var session = await server.ClientAsync();
        await session.SayAsync("HTTP/1.1 400 Bad Request\r\n");
        Assert.Equal(Occupant.WebServer, await asked);
    }

    [Fact]
    public async Task Whoever_says_nothing_of_himself_is_somebody_else()
    {
        using var other = new FakeRelay();
        var asked = Ask(other);
        using var session = await other.ClientAsync();
        await session.SayAsync("220 ready\n");
        session.Close();
        Assert.Equal(Occupant.Other, await asked);
    }

    [Fact]
    public async Task Nobody_is_waited_for_longer_than_a_second()
    {
        using var other = new FakeRelay();
        var time = new FakeTimeProvider();
        var asked = PortProbe.AskAsync(new(IPAddress.Loopback, other.Input.Port), time, CancellationToken.None);
        using var session = await other.ClientAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Occupant.Other, await asked.WaitAsync(Patience.Limit));
    }

    private static Task<Occupant> Ask(FakeRelay relay) =>
        PortProbe.AskAsync(new(IPAddress.Loopback, relay.Input.Port), TimeProvider.System, CancellationToken.None).WaitAsync(Patience.Limit);
}
