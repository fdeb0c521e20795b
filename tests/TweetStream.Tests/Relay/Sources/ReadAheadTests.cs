using System.IO.Pipelines;
using CsCheck;
using TweetStream.Relay.Sources.Replay;

namespace TweetStream.Tests.Relay.Sources;

public sealed class ReadAheadTests
{
    [Fact]
    public async Task Whatever_the_pieces_are_that_are_given_and_asked_for_every_byte_comes_once_and_in_order()
    {
        // Up to four blocks ahead.
        await Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 300_000].Array[1, 5], Gen.Int[1, 300_000].Array[1, 5]).SampleAsync(
            async (length, given, asked) =>
            {
                var bytes = new byte[length];
                new Random(length).NextBytes(bytes);
                await using var stream = new ReadAhead(new Pieces(bytes, given));
                var read = new List<byte>();
                for (var i = 0; ; i++)
                {
                    var buffer = new byte[asked[i % asked.Length]];
                    var count = await stream.ReadAsync(buffer);
                    if (count == 0)
                        break;
                    read.AddRange(buffer.AsSpan(0, count));
                }

                Assert.Equal(bytes, read);
                Assert.Equal(0, await stream.ReadAsync(new byte[1]));
            },
            iter: 50);
    }

    [Fact]
    public async Task A_read_that_has_to_wait_is_not_complete_until_there_is_something()
    {
        var pipe = new Pipe();
        await using var stream = new ReadAhead(pipe.Reader.AsStream());
        var buffer = new byte[10];
        var reading = stream.ReadAsync(buffer);
        Assert.False(reading.IsCompleted);
        await pipe.Writer.WriteAsync("abc"u8.ToArray());
        Assert.Equal(3, await reading);
        Assert.Equal("abc"u8, buffer.AsSpan(0, 3));
        await pipe.Writer.CompleteAsync();
    }

    [Fact]
    public async Task A_wait_can_be_ended_and_the_other_stream_is_closed_when_it_no_longer_reads()
    {
        var pipe = new Pipe();
        var inner = new Watched(pipe.Reader.AsStream());
        var stream = new ReadAhead(inner);
        using var stop = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[10], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.AsTask());
        await stream.DisposeAsync();
        Assert.False(inner.Closed.IsCompleted);
        await pipe.Writer.CompleteAsync();
        await inner.Closed.WaitAsync(Patience.Limit);
    }

    private sealed class Pieces(byte[] bytes, int[] pieces) : MemoryStream(bytes)
    {
        private int _reads;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads % 3 == 1)
                await Task.Yield();
            var piece = pieces[_reads++ % pieces.Length];
            return await base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }

    private sealed class Watched(Stream inner) : TweetStream.Wire.ReadOnlyStream(inner)
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Inner.ReadAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
