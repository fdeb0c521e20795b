using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.Mastodon;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>One stream and its silence; the reader of events swallows the comments that are its signs of life.</summary>
public sealed class StatusStreamTests
{
    [Fact]
    public async Task A_quiet_stream_with_signs_of_life_is_not_dead_and_one_without_is()
    {
        var time = new FakeTimeProvider();
        var (pipe, signs) = (new Pipe(), 0);
        var stream = new StatusStream("test", new(new(), new(null, time), time, new LogLines()));
        var reading = Task.Run(() => stream.ReadAsync(pipe.Reader.AsStream(), _ => { }, () => { }, () => Interlocked.Increment(ref signs), CancellationToken.None));
        for (var i = 1; i <= 40; i++)
        {
            await pipe.Writer.WriteAsync(":thump\n"u8.ToArray());
            await Eventually.HoldsAsync(() => Volatile.Read(ref signs) == i, "the sign of life has come");
            time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.False(reading.IsCompleted);
        await time.PumpUntilAsync(reading.ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.Equal("not a byte for 60 s", (await Assert.ThrowsAsync<DisconnectException>(() => reading)).Message);
    }
}
