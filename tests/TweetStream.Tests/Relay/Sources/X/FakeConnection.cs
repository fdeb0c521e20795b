using System.Text;
using Microsoft.AspNetCore.Http;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>One open stream of <see cref="FakeX"/>, which the test writes and ends.</summary>
internal sealed class FakeConnection(HttpContext context, Action leave)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _gone;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Path and query by which it was opened.</summary>
    public string PathAndQuery { get; } = context.Request.Path + context.Request.QueryString;

    /// <summary>Done when the test ends it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Done when it is over, whoever ended it.</summary>
    public Task Over => _left.Task;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>The blank line that X sends every 20 s.</summary>
    public Task KeepAliveAsync() => SendAsync("\r\n");

    /// <summary>The regular end of the response.</summary>
    /// <param name="farewell">What X says before; the place is free already, for the client may be back before anything else happens.</param>
    public async Task EndAsync(string farewell = "")
    {
        GiveUpPlace();
        if (farewell.Length > 0)
            await SendAsync(farewell);
        _ended.TrySetResult();
        await Over;
    }

    /// <summary>The connection breaks, with a reset.</summary>
    public void Abort()
    {
        GiveUpPlace();
        context.Abort();
    }

    /// <summary>It is over.</summary>
    internal void Leave()
    {
        GiveUpPlace();
        _left.TrySetResult();
    }

    // Another stream may have it by the time that this one is over.
    private void GiveUpPlace()
    {
        if (Interlocked.Exchange(ref _gone, 1) == 0)
            leave();
    }
}
