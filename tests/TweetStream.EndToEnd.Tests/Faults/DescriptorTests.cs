namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>More connections than the process may have files open.</summary>
public sealed class DescriptorTests : IDisposable
{
    private const int Clients = 150;
    private static readonly string[] FewDescriptors = ["sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"];
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Who_is_there_is_served_and_who_waits_is_accepted_when_others_leave()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs ulimit");
        var (relay, port) = await StartAsync();
        using var _ = relay;
        var clients = await ConnectAsync(relay, port);
        var served = Accepted(relay);
        Assert.InRange(served, 20, Clients - 1);
        await relay.HearAsync("#first\n");
        await Task.WhenAll(clients.Take(served).Select(client => client.ReadLinesAsync(1)));

        foreach (var client in clients.Take(served))
            client.Dispose();
        // A client that closes is known from one that only stopped talking by the next post that is sent to it.
        await relay.HearAsync("#meanwhile\n");
        await relay.SaysAsync($"Client {Clients} connected");
        var ended = await relay.EndAsync("#second\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        await Task.WhenAll(clients.Skip(served).Select(client => client.ReadToEndAsync()));
        Assert.All(clients.Skip(served), client => Assert.EndsWith("#second\n", client.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Archiving pauses", ended.Errors, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], Archived.Offsets(_folder.File("posts")));
        clients.ForEach(client => client.Dispose());
    }

    [SkippableFact]
    public async Task A_segment_is_closed_and_the_next_begun_while_nobody_more_is_accepted()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs ulimit");
        await Archived.NearlyFullSegmentAsync(_folder.File("posts"), posts: 64);
        var (relay, port) = await StartAsync();
        using var _ = relay;
        var clients = await ConnectAsync(relay, port);
        await relay.HearAsync("#first closes a segment and begins another\n");
        await clients[0].ReadLinesAsync(1);
        // Which is compressed meanwhile, by a library that nobody needed before.
        await Eventually.HoldsAsync(() => Directory.EnumerateFiles(_folder.File("posts"), "*.zst").Any(), () => relay.Errors);
        var ended = await relay.EndAsync("#second\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        await clients[0].ReadToEndAsync();
        Assert.Equal("#first closes a segment and begins another\n#second\n", clients[0].Text);
        Assert.InRange(Accepted(relay), 20, Clients - 1);
        Assert.DoesNotContain("Archiving pauses", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 66), Archived.Offsets(_folder.File("posts")).Select(offset => (int)offset));
        clients.ForEach(client => client.Dispose());
    }

    private Task<(Tweetstream Relay, int Port)> StartAsync(params string[] more) =>
        Tweetstream.RelayUnderAsync(_folder, FewDescriptors, "127.0.0.1", ["--source", "stdin", "--wait-for-clients", "0", "--archive", "posts", .. more]);

    // They are connected for the system, which keeps those waiting that the relay cannot accept.
    private static async Task<List<Netcat>> ConnectAsync(Tweetstream relay, int port)
    {
        var clients = new List<Netcat>();
        for (var i = 0; i < Clients; i++)
            clients.Add(await Netcat.ConnectAsync(port));
        await relay.SaysAsync("Cannot accept a connection, trying again: ");
        return clients;
    }

    private static int Accepted(Tweetstream relay) => relay.Errors.Split(" connected from ").Length - 1;
}
