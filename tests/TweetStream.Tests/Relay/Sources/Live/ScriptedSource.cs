using System.Text;
using System.Threading.Channels;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Live;

/// <summary>A live source whose every attempt goes as the test says; without a say it stays connected.</summary>
internal sealed class ScriptedSource(LiveParts parts, string name = "scripted", string endpoint = "nowhere") : LiveSource(name, parts)
{
    private readonly Channel<Func<ScriptedSource, Disconnect?>> _script = Channel.CreateUnbounded<Func<ScriptedSource, Disconnect?>>();

    public override string Endpoint => endpoint;

    /// <summary>The next attempt: how it ends, or null for one that stays.</summary>
    public ScriptedSource Then(Func<ScriptedSource, Disconnect?> attempt)
    {
        Assert.True(_script.Writer.TryWrite(attempt));
        return this;
    }

    public void Connect(string how = "", bool resumed = false) => Connected(how, resumed);

    public void Give(string id, string cursor = "")
    {
        var post = new PostBuffer();
        post.Set(PostField.Text, Encoding.UTF8.GetBytes("#" + id));
        post.Set(PostField.Id, Encoding.UTF8.GetBytes(id));
        post.Set(PostField.Cursor, Encoding.UTF8.GetBytes(cursor));
        Pass(post);
        Flush();
    }

    public override async IAsyncEnumerable<string> CheckAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        yield return "fine";
    }

    protected override async Task<Disconnect> ReceiveAsync(CancellationToken stop)
    {
        var attempt = await _script.Reader.ReadAsync(stop);
        if (attempt(this) is { } end)
            return end;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        throw new InvalidOperationException("it stays for ever");
    }

    protected override string Remedy(Disconnect refusal) => "Ask the doorman";
}
