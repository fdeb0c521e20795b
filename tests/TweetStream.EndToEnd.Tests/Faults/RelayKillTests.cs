using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>A relay that is killed a hundred times at its work, and everyone who depends on it.</summary>
public sealed class RelayKillTests : IDisposable
{
    private const int Rounds = 100;
    private readonly ITestOutputHelper _output;
    private readonly Folder _folder = new();
    private readonly RestartedRelay _relay;
    private readonly List<byte[]> _texts = [];
    private readonly MemoryStream _posts = new();
    private readonly Reconnecting _text;
    private readonly Reconnecting _subscriber;
    private Task _clients = Task.CompletedTask;
    private string _archive = "";
    private long _next;

    public RelayKillTests(ITestOutputHelper output)
    {
        _output = output;
        _relay = new(_folder, "--archive", "posts");
        _text = new(_relay.Port, () => "", client => _texts.Add(client.Received[..(client.Received.LastIndexOf((byte)'\n') + 1)].ToArray()));
        _subscriber = new(_relay.Port, () => $"subscribe json from={_next} nonce=1\n", Keep);
    }

    public void Dispose()
    {
        _relay.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_hundred_kills_of_the_relay_lose_no_post_and_double_none()
    {
        using var stop = new CancellationTokenSource();
        _clients = Task.WhenAll(_text.RunAsync(stop.Token), _subscriber.RunAsync(stop.Token));
        using var counter = Tweetstream.Start(
            _folder, "count", _relay.Address, "--from", "earliest", "--state", "s", "--output-file", "w.jsonl", "--window", "2s", "--slide", "1s", "--top", "0", "--plot", "none", "--output", "none");
        var random = new Random(1);
        for (var round = 1; round <= Rounds; round++)
        {
            _relay.Start("--source", "synthetic", "--rate", "20000");
            if (round % 10 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System); // While it opens and repairs the archive, or soon after.
            else
                await UnderLoadAsync(TimeSpan.FromMilliseconds(random.Next(200)));
            _relay.Kill();
        }

        // The last post closes every window that holds another one.
        await _relay.StartAndListenAsync("--source", "stdin", "--wait-for-clients", "3");
        await stop.CancelAsync();
        var end = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
        Assert.Equal(0, (await _relay.Process.EndAsync(Encoding.UTF8.GetBytes($"{{\"text\":\"#end\",\"created_at\":{end}}}\n"))).ExitCode);
        await _clients;
        var archived = Archived.Lines(_folder.File("posts"));
        var expected = NaiveTrends.Of(archived, size: 2000, slide: 1000);
        _output.WriteLine($"{archived.Count} posts, {expected.Count} windows, {Directory.GetFiles(_folder.File("posts"), "torn-*").Length} repaired tails");
        await Eventually.HoldsAsync(() => ClosedWindow.Read(_folder.File("w.jsonl")).Count >= expected.Count, () => $"{expected.Count} windows; {counter.Errors}");
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await counter.ExitAsync());

        Assert.Equal(Enumerable.Range(0, archived.Count).Select(offset => (long)offset), archived.Select(line => (long)JsonNode.Parse(line)!["offset"]!));
        AssertSubscriberHas(archived);
        AssertTextIsOf(archived);
        ClosedWindow.AssertSame(expected, ClosedWindow.Read(_folder.File("w.jsonl")));
        Assert.DoesNotContain("missing", counter.Errors, StringComparison.Ordinal);
    }

    private async Task UnderLoadAsync(TimeSpan time)
    {
        var (text, posts) = (_text.LineCount, _subscriber.LineCount);
        await Eventually.HoldsAsync(() => _text.LineCount > text && _subscriber.LineCount > posts + 1, () => $"posts come; {_clients.Exception} {_relay.Process.Errors}");
        await Task.Delay(time, TimeProvider.System);
    }

    // Text that came before the answer is skipped, and so is half a line at the end.
    private void Keep(Netcat client)
    {
        Assert.Equal(-1, client.Received.IndexOf("refused nonce=1"u8));
        var answer = client.Received.IndexOf("subscribed json nonce=1 archive="u8);
        if (answer < 0 || client.Received[answer..].IndexOf((byte)'\n') is not (>= 0 and var answerLength))
            return;
        var words = Encoding.ASCII.GetString(client.Received.Slice(answer, answerLength)).Split(' ');
        var posts = client.Received[(answer + answerLength + 1)..];
        Assert.Equal(_archive = _archive.Length > 0 ? _archive : words[3], words[3]);
        Assert.Equal($"next={_next}", words[^1]);
        posts = posts[..(posts.LastIndexOf((byte)'\n') + 1)];
        _posts.Write(posts);
        _next += posts.Count((byte)'\n');
    }

    private void AssertSubscriberHas(List<string> archived)
    {
        var there = Encoding.UTF8.GetBytes(string.Concat(archived.Select(line => line + "\n")));
        var got = _posts.GetBuffer().AsSpan(0, (int)_posts.Length);
        var same = got.CommonPrefixLength(there);
        Assert.True(same == got.Length && same == there.Length, $"of {archived.Count} posts the subscriber got {_next} over {_subscriber.Connections} connections, and other bytes from offset {got[..same].Count((byte)'\n')} on");
        Assert.True(_subscriber.Connections >= Rounds * 9 / 10, $"it connected only {_subscriber.Connections} times");
    }

    // Each connection got a stretch of the stream, and a later one a later stretch.
    private void AssertTextIsOf(List<string> archived)
    {
        var texts = Encoding.UTF8.GetBytes("\n" + string.Concat(archived.Select(line => (string)JsonNode.Parse(line)!["text"]! + "\n")));
        var (from, lines) = (0, 0);
        foreach (var text in _texts.Where(text => text.Length > 0))
        {
            var at = texts.AsSpan(from).IndexOf([(byte)'\n', .. text]);
            Assert.True(at >= 0, $"after {lines} lines of text there are {text.AsSpan().Count((byte)'\n')} that the archive does not hold, or not in this order");
            from += at + text.Length;
            lines += text.AsSpan().Count((byte)'\n');
        }

        Assert.True(_text.Connections >= Rounds * 9 / 10, $"it connected only {_text.Connections} times");
    }
}
