using System.IO.Pipelines;
using System.Text;
using TweetStream.Relay.Sources.StandardInput;

namespace TweetStream.Tests.Relay.Sources;

public sealed class StandardInputSourceTests
{
    [Fact]
    public async Task Lines_are_posts_of_now_until_the_input_ends_and_the_last_needs_no_end()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("one #a\r\n\r\n{\"text\":\"two\"}\nthree"));
        var posts = await Playing.PlayAsync(time => new StandardInputSource(() => input, 1000, new(null, time), time));
        Assert.Equal(["one #a", "two", "three"], posts.Select(p => p.Text));
        Assert.All(posts, p => Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, "stdin"), (p.At, p.CreatedAt, p.Source)));
    }

    [Fact]
    public async Task A_line_is_sent_before_the_next_one_is_typed()
    {
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectForTextAsync();
        var typing = new Pipe();
        var source = new StandardInputSource(() => typing.Reader.AsStream(), 1000, new(null, TimeProvider.System), TimeProvider.System);
        var running = source.RunAsync(relay.Sink, CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            await typing.Writer.WriteAsync(Encoding.UTF8.GetBytes($"line {i}\n"));
            Assert.Equal($"line {i}", await client.ReadLineAsync());
        }

        await typing.Writer.CompleteAsync();
        await running;
    }

    [Fact]
    public async Task A_read_that_cannot_be_interrupted_does_not_hold_up_the_stop()
    {
        await using var relay = new RunningBroadcast();
        using var stop = new CancellationTokenSource();
        var running = new StandardInputSource(() => new DeafStream(), 1000, new(null, TimeProvider.System), TimeProvider.System).RunAsync(relay.Sink, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience.Limit));
    }

    // The console's stream: it reads when somebody types, and nothing else ends the read.
    private sealed class DeafStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(new TaskCompletionSource<int>().Task);
    }
}
