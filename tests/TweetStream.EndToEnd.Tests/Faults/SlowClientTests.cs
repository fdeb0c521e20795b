using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Clients that take nothing, or far less than they are sent.</summary>
public sealed class SlowClientTests : IDisposable
{
    // Together more than what the system takes for a client that does not read, about 4 MB, and its queue.
    private const int Posts = 16_000;
    private const int PostBytes = 1000;
    private const long MemoryBound = 150L * 1024 * 1024;
    private readonly Folder _folder = new();
    private readonly byte[] _posts;

    public SlowClientTests()
    {
        var posts = new StringBuilder();
        for (var i = 0; i < Posts; i++)
            posts.Append($"#post{i:D5} ".PadRight(PostBytes - 1, '.')).Append('\n');
        _posts = Encoding.UTF8.GetBytes(posts.ToString());
        _folder.Write("posts.txt", posts.ToString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off_and_nine_others_get_every_line_and_memory_stays_bounded()
    {
        var (relay, port) = await RelayAsync("--wait-for-clients", "10", "--client-queue", "8MiB", "--archive", "none");
        using var _ = relay;
        using var stuck = await Netcat.ConnectAsync(port, receiveBuffer: 4096);
        var others = new List<Netcat>();
        for (var i = 0; i < 9; i++)
            others.Add(await Netcat.ConnectAsync(port));
        await Task.WhenAll(others.Select(other => other.ReadLinesAsync(Posts)));
        await relay.SaysAsync("Client 1 is too slow");
        await relay.SaysAsync("; 9 now");
        var peak = relay.PeakMemory;
        var ended = await relay.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.All(others, other => Assert.True(other.Received.SequenceEqual(_posts)));
        Assert.Equal(2, ended.Errors.Split("is too slow").Length);
        Assert.True(ended.Errors.IndexOf("is too slow", StringComparison.Ordinal) < ended.Errors.IndexOf("Source replay:posts.txt ended", StringComparison.Ordinal), ended.Errors);
        Assert.InRange(peak, 1, MemoryBound);
        await stuck.ReadToEndAsync();
        Assert.Equal(SocketError.ConnectionReset, stuck.Failure);
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public async Task A_kilobyte_a_second_is_too_slow_for_text_and_slow_but_gapless_for_a_subscriber()
    {
        var (relay, port) = await RelayAsync("--wait-for-clients", "3", "--client-age", "2s");
        using var _ = relay;
        using var text = await Netcat.ConnectAsync(port, receiveBuffer: 4096);
        using var subscriber = await Netcat.ConnectAsync(port, "subscribe json from=latest nonce=1\n", receiveBuffer: 4096);
        using var other = await Netcat.ConnectAsync(port);
        var otherReads = other.ReadLinesAsync(Posts);
        var isTooSlow = relay.SaysAsync("Client 1 is too slow");
        while (!isTooSlow.IsCompleted)
            await Task.WhenAll(text.ReadAsync(256), subscriber.ReadAsync(256), Task.Delay(TimeSpan.FromSeconds(0.25), TimeProvider.System));
        await isTooSlow;
        Assert.InRange(subscriber.Received.Length, 1, PostBytes * 1000);
        AssertGapless(subscriber.Lines);

        await text.ReadToEndAsync();
        Assert.Equal(SocketError.ConnectionReset, text.Failure);
        Assert.True(_posts.AsSpan().StartsWith(text.Received));
        await otherReads;
        Assert.True(other.Received.SequenceEqual(_posts));

        await subscriber.ReadLinesAsync(Posts + 1);
        var ended = await relay.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(2, ended.Errors.Split("is too slow").Length);
        await subscriber.ReadToEndAsync();
        Assert.Null(subscriber.Failure);
        Assert.Equal(Posts, AssertGapless(subscriber.Lines));
    }

    // The second source keeps the relay alive after the first has ended.
    private Task<(Tweetstream Relay, int Port)> RelayAsync(params string[] more) =>
        Tweetstream.RelayAsync(_folder, ["--source", "replay:posts.txt", "--rate", "4000", "--source", "stdin", .. more]);

    private static int AssertGapless(string[] lines)
    {
        Assert.StartsWith("subscribed json nonce=1 ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" next=0", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], (line, i) =>
        {
            var post = JsonNode.Parse(line)!;
            Assert.Equal(i, (int)post["offset"]!);
            Assert.StartsWith($"#post{i:D5} ", (string)post["text"]!, StringComparison.Ordinal);
        });
        return lines.Length - 1;
    }
}
