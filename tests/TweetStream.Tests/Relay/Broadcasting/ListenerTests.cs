using System.Net;
using System.Net.Sockets;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay.Broadcasting;

public sealed class ListenerTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = (IPEndPoint)other.LocalEndpoint;
        var failure = await Assert.ThrowsAsync<RelayException>(() => RunningRelay.StartAsync(new(), listen: taken));
        Assert.Equal($"cannot listen on {taken}: the port is taken by another program", failure.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_can_be_replaced_by_a_free_one()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = (IPEndPoint)other.LocalEndpoint;
        await using var relay = await RunningRelay.StartAsync(new() { AnyPortIfTaken = true }, listen: taken);
        Assert.NotEqual(taken.Port, relay.Address.Port);
        using var client = await relay.ConnectAsync();
        Assert.NotNull(await client.ReadLineAsync());
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named()
    {
        var elsewhere = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5555);
        var failure = await Assert.ThrowsAsync<RelayException>(() => RunningRelay.StartAsync(new() { AllowRemote = true }, listen: elsewhere));
        Assert.Equal("cannot listen on 192.0.2.1:5555: this machine does not have that address", failure.Message);
    }

    [Fact]
    public async Task Clients_that_are_gone_before_they_are_accepted_do_not_end_the_listening()
    {
        await using var relay = new RunningBroadcast();
        for (var i = 0; i < 50; i++)
        {
            var hasty = await LineClient.ConnectAsync(relay.Address);
            hasty.Vanish();
        }

        using var client = await LineClient.ConnectAsync(relay.Address);
        await client.SayAsync("hello\n");
        await Eventually.HoldsAsync(
            () =>
            {
                relay.Post("post");
                return client.Socket.Available > 0;
            },
            "the client gets posts");
    }
}
