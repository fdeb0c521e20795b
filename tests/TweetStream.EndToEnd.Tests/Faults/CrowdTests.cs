using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Very many clients, at once and one after the other.</summary>
public sealed class CrowdTests : IDisposable
{
    private const long MemoryBound = 250L * 1024 * 1024;
    private const long MoreMemoryBound = 64L * 1024 * 1024;
    // A library that is loaded late, a segment that is being looked at.
    private const int FilesOfTheRuntime = 10;
    private static readonly ParallelOptions ManyAtOnce = new() { MaxDegreeOfParallelism = 64 };
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task Five_thousand_clients_at_once_get_the_same_lines_and_a_regular_end()
    {
        const int Clients = 5000;
        // Twice as many as clients and some: the relay keeps one for each of them that may come to read the archive.
        Skip.If(Shell.Run("sh", "-c", "test $(ulimit -H -n) -lt 11000") is null, "needs 11,000 open files for a process, and ulimit -H -n allows fewer");
        var posts = string.Concat(Enumerable.Range(0, 10).Select(i => $"#post{i} to everybody\n"));
        _folder.Write("posts.txt", posts);
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "replay:posts.txt", "--rate", "max", "--wait-for-clients", $"{Clients}", "--source", "stdin");
        using var _ = relay;
        var clients = new Netcat[Clients];
        await Parallel.ForAsync(0, Clients, ManyAtOnce, async (i, _) => clients[i] = await Netcat.ConnectAsync(port));
        await Task.WhenAll(clients.Select(client => client.ReadLinesAsync(10)));
        var peak = relay.PeakMemory;
        var ended = relay.EndAsync();
        await Task.WhenAll(clients.Select(client => client.ReadToEndAsync()));
        Assert.Equal(0, (await ended).ExitCode);
        Assert.All(clients, client => Assert.Equal((posts, (SocketError?)null), (client.Text, client.Failure)));
        Assert.InRange(peak, 1, MemoryBound);
        Array.ForEach(clients, client => client.Dispose());
    }

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task Twenty_thousand_connections_leave_neither_descriptors_nor_memory_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "counts descriptors in /proc");
        // A client that closes is known from one that only stopped talking by the next post that is sent to it.
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "synthetic", "--rate", "100");
        using var _ = relay;
        await ComeAndGoAsync(port, 1000);
        var files = await SettledAsync(relay, 1000);
        await ComeAndGoAsync(port, 4000);
        await SettledAsync(relay, 5000);
        var memory = relay.Memory;
        await ComeAndGoAsync(port, 15_000);
        Assert.InRange(await SettledAsync(relay, 20_000), 1, files + FilesOfTheRuntime);
        Assert.InRange(relay.Memory, 1, memory + MoreMemoryBound);

        using var client = await Netcat.ConnectAsync(port, "subscribe json from=latest nonce=1\n");
        await client.ReadLinesAsync(10);
        relay.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await relay.ExitAsync());
        Assert.DoesNotContain("error", relay.Errors, StringComparison.Ordinal);
    }

    private static Task ComeAndGoAsync(int port, int times) => Parallel.ForAsync(0, times, ManyAtOnce, async (i, _) =>
    {
        var said = (i % 3) switch
        {
            0 => "",
            1 => "subscribe js",
            _ => "subscribe json from=earliest nonce=1\n",
        };
        using var client = await Netcat.ConnectAsync(port, said);
        if (i % 2 == 0)
            client.Reset();
        else if (said.EndsWith('\n'))
            await client.ReadLinesAsync(1);
    });

    // How many descriptors are open when so many clients have come and all are gone.
    private static async Task<int> SettledAsync(Tweetstream relay, int clients)
    {
        await relay.SaysAsync($"Client {clients} connected");
        await Eventually.HoldsAsync(() => relay.Errors.Split(" left after ").Length > clients, "all clients are gone");
        return relay.OpenFiles;
    }
}
