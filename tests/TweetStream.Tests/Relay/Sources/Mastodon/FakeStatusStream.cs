using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>One stream that a fake server has open; does one thing after the other as it is told.</summary>
internal sealed class FakeStatusStream(HttpContext context, string? tag, TimeProvider time, Func<bool> isSilent)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private readonly Channel<byte[]?> _toSend = Channel.CreateUnbounded<byte[]?>();

    /// <summary>Null for all public posts.</summary>
    public string? Tag => tag;

    public void Send(byte[] bytes) => _toSend.Writer.TryWrite(bytes);

    public void End() => _toSend.Writer.TryComplete();

    public void Abort()
    {
        _toSend.Writer.TryWrite(null);
        End();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        context.Response.ContentType = "text/event-stream";
        Send(":)\n"u8.ToArray());
        await using var heartbeat = time.CreateTimer(_ => Thump(), null, Heartbeat, Heartbeat);
        await foreach (var bytes in _toSend.Reader.ReadAllAsync(stop))
        {
            if (bytes is null)
            {
                context.Abort();
                return;
            }

            await context.Response.Body.WriteAsync(bytes, stop);
            await context.Response.Body.FlushAsync(stop);
        }
    }

    private void Thump()
    {
        if (!isSilent())
            Send(":thump\n"u8.ToArray());
    }
}
