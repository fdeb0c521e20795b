using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Posts;
using TweetStream.Relay;
using TweetStream.Relay.Broadcasting;
using TweetStream.Relay.Sources;

namespace TweetStream.Tests.Relay;

/// <summary>A relay without sources: the test itself passes the posts.</summary>
internal sealed class RunningBroadcast : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Listener _listener;
    private readonly Task _accepting;
    private readonly PostBuffer _post = new();

    public RunningBroadcast(RelayOptions? options = null, TimeProvider? time = null)
    {
        options ??= new();
        _time = time ?? TimeProvider.System;
        Log = new(options.Archive, _time, NullLogger<PostLog>.Instance);
        Log.Open();
        Broadcaster = new(options, Log, _time, NullLogger<Broadcaster>.Instance);
        Sink = new(new(options), Broadcaster, _time);
        _listener = Listener.Bind(new(IPAddress.Loopback, 0), false, options.ClientTimeout, _time, NullLogger.Instance);
        _accepting = _listener.AcceptAsync(socket => _ = Broadcaster.ServeAsync(socket, RelayService.OpenPlain), () => Broadcaster.ClientCount, _stop.Token);
    }

    public PostLog Log { get; }

    public Broadcaster Broadcaster { get; }

    public PostSink Sink { get; }

    public PostSource Source { get; } = new TestSource();

    public IPEndPoint Address => _listener.Address;

    /// <summary>Connects and waits until the relay knows of it.</summary>
    public async Task<LineClient> ConnectAsync(int receiveBuffer = 0)
    {
        var before = Broadcaster.ClientsTotal;
        var client = await LineClient.ConnectAsync(Address, receiveBuffer);
        await Eventually.HoldsAsync(() => Broadcaster.ClientsTotal > before, "the client is known");
        return client;
    }

    /// <summary>Connects a client that gets text already.</summary>
    public async Task<LineClient> ConnectForTextAsync(int receiveBuffer = 0)
    {
        var client = await ConnectAsync(receiveBuffer);
        await client.SayAsync("hello\n");
        Post("welcome");
        Assert.Equal("welcome", await client.ReadLineAsync());
        return client;
    }

    public void Post(string text)
    {
        Pass(text);
        Sink.Flush();
    }

    public void Pass(string text)
    {
        _post.Clear();
        _post.Set(PostField.Text, Encoding.UTF8.GetBytes(text));
        Sink.Pass(_post, Source);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        var stopping = Broadcaster.StopAsync();
        if (_time is FakeTimeProvider fake)
            await fake.PumpUntilAsync(stopping);
        await stopping;
        await _accepting;
        _listener.Dispose();
        Log.Dispose();
        _stop.Dispose();
    }

    private sealed class TestSource() : PostSource("test")
    {
        public override bool IsFinite => true;

        public override Task RunAsync(PostSink sink, CancellationToken stop) => Task.CompletedTask;
    }
}

internal static class FakeTime
{
    /// <summary>Lets time pass until <paramref name="task"/> is done.</summary>
    public static Task PumpUntilAsync(this FakeTimeProvider time, Task task) => time.PumpUntilAsync(() => task.IsCompleted, TimeSpan.FromMilliseconds(50));

    /// <summary>Lets time pass by this step, again and again, until the condition holds.</summary>
    public static async Task PumpUntilAsync(this FakeTimeProvider time, Func<bool> condition, TimeSpan step)
    {
        for (var begun = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience.Limit, "Did not come about, however much time passed");
            time.Advance(step);

            // Whoever has not begun to wait as yet is given time to, and needs another step.
            for (var look = 0; look < 5 && !condition(); look++)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
