using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Posts that nobody can give any more: the windows say where, the log says it once, and all others are exact.</summary>
public sealed class MissingPostsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Posts_that_were_removed_while_the_counter_was_down_are_missed_by_their_exact_number()
    {
        using var relay = new RestartedRelay(_folder, "--archive", "posts", "--source", "stdin", "--retain", "1h");
        Directory.CreateDirectory(_folder.File("posts"));
        _folder.Write("posts/archive.json", """{"id":"0123456789abcdef0123456789abcdef","format":1}""");
        var before = WriteSegment(0, 50);
        await relay.StartAndListenAsync();
        using (var counter = Count(relay.Address, "--state", "state", "--from", "earliest", "--once"))
        {
            await relay.Process.SaysAsync("Client 1 connected");
            Assert.Equal(0, (await relay.Process.EndAsync()).ExitCode);
            Assert.Equal(0, (await counter.EndAsync()).ExitCode);
        }

        WriteSegment(50, 150);
        var after = WriteSegment(200, 100);
        foreach (var old in (string[])["00000000000000000000", "00000000000000000050"])
            File.SetLastWriteTimeUtc(_folder.File($"posts/{old}.ndjson"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        await relay.StartAndListenAsync("--wait-for-clients", "0");
        await relay.Process.SaysAsync("the archive begins at offset 200 now");
        using (var counter = Count(relay.Address, "--state", "state"))
        {
            await relay.Process.HearAsync(Post(60_000));
            await WindowsAsync(15, counter);
            counter.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await counter.ExitAsync());
            Assert.Equal(2, counter.Errors.Split("150 posts from offset 50 on are missing.").Length);
            Assert.Contains("Not counted as they came: 150 missed.", counter.Errors, StringComparison.Ordinal);
        }

        await relay.StopAsync();
        var expected = NaiveTrends.Of([.. before, .. after, Line(300, 60_000)], size: 1000, slide: 1000)
            .Select((window, i) => i is 4 or 5 ? window with { Gap = "150" } : window);
        Assert.Equal(expected, ClosedWindow.Read(_folder.File("w.jsonl")));
    }

    [Fact]
    public async Task A_relay_that_keeps_nothing_and_is_killed_leaves_a_gap_of_unknown_size()
    {
        using var relay = new RestartedRelay(_folder, "--archive", "none", "--source", "stdin", "--wait-for-clients", "0");
        await relay.StartAndListenAsync();
        using var counter = Count(relay.Address);
        await relay.Process.SaysAsync("Client 1 connected");
        await relay.Process.HearAsync(Post(0) + Post(1000) + Post(2000));
        await WindowsAsync(2, counter);
        relay.Kill();
        await relay.StartAndListenAsync();
        await relay.Process.SaysAsync("Client 1 connected");
        await relay.Process.HearAsync(Post(10_000) + Post(11_000) + Post(12_000));
        await WindowsAsync(5, counter);
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await counter.ExitAsync());
        await relay.StopAsync();
        Assert.Equal([null, null, "unknown", "unknown", null], ClosedWindow.Read(_folder.File("w.jsonl")).Select(window => window.Gap));
        Assert.Single(counter.Errors.Split('\n'), line => line.Contains("posts may be missing", StringComparison.Ordinal));
        Assert.Matches("Since .* posts may be missing: 127.0.0.1:[0-9]+ has another archive now, [0-9a-f]{32} instead of [0-9a-f]{32}.", counter.Errors);
    }

    [Fact]
    public async Task A_netcat_that_goes_and_comes_back_leaves_a_gap_of_unknown_size()
    {
        using var netcat = new TcpListener(IPAddress.Loopback, 0);
        netcat.Start();
        using var counter = Count(netcat.LocalEndpoint.ToString()!);
        await SayAsync(netcat, Post(0) + Post(1000) + Post(2000));
        await WindowsAsync(2, counter);
        await SayAsync(netcat, Post(10_000) + Post(11_000) + Post(12_000));
        await WindowsAsync(5, counter);
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await counter.ExitAsync());
        Assert.Equal([null, null, "unknown", "unknown", null], ClosedWindow.Read(_folder.File("w.jsonl")).Select(window => window.Gap));
        // Once for each time that it went.
        Assert.Equal(2, counter.Errors.Split('\n').Count(line => line.Contains("posts may be missing: the connection to", StringComparison.Ordinal)));
    }

    private static string Line(long offset, long milliseconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"offset\":{offset},\"created_at\":\"{Start.AddMilliseconds(milliseconds):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"tags\":[\"a\",\"t{offset % 7}\"],\"text\":\"#a #t{offset % 7}\"}}");

    private static string Post(long milliseconds) => Line(300, milliseconds) + "\n";

    private static async Task SayAsync(TcpListener netcat, string lines)
    {
        using var connection = await netcat.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(lines));
    }

    // Ten posts a second, from the start on.
    private string[] WriteSegment(long first, int count)
    {
        string[] lines = [.. Enumerable.Range(0, count).Select(i => Line(first + i, (first + i) * 100))];
        File.WriteAllLines(_folder.File($"posts/{first.ToString("D20", CultureInfo.InvariantCulture)}.ndjson"), lines);
        return lines;
    }

    private Tweetstream Count(string address, params string[] more) =>
        Tweetstream.Start(_folder, ["count", address, "--output-file", "w.jsonl", "--window", "1s", "--slide", "1s", "--top", "0", "--plot", "none", "--output", "none", .. more]);

    private Task WindowsAsync(int count, Tweetstream counter) =>
        Eventually.HoldsAsync(() => ClosedWindow.Read(_folder.File("w.jsonl")).Count >= count, () => $"{count} windows; {counter.Errors}");
}
