using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>A relay that is told to stop at its busiest.</summary>
public sealed class StopTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_under_load_ends_every_client_with_a_line_that_is_archived_and_leaves_nothing_to_repair()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "synthetic", "--rate", "max", "--client-queue", "1MiB", "--archive", "posts", "--wait-for-clients", "4");
        using var _ = relay;
        Netcat[] texts = [await Netcat.ConnectAsync(port), await Netcat.ConnectAsync(port)];
        Netcat[] subscribers = [await Netcat.ConnectAsync(port, "subscribe json from=latest nonce=1\n"), await Netcat.ConnectAsync(port, "subscribe json from=earliest nonce=1\n")];
        Netcat[] clients = [.. texts, .. subscribers];
        await Task.WhenAll(clients.Select(client => client.ReadLinesAsync(20_000)));
        var ends = Task.WhenAll(clients.Select(client => client.ReadToEndAsync()));
        relay.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await relay.ExitAsync());
        await ends;

        Assert.All(clients, client => Assert.Equal((byte)'\n', client.Received[^1]));
        var archived = Archived.Lines(_folder.File("posts"));
        Assert.All(subscribers, subscriber => Assert.Equal(archived.Take(subscriber.LineCount - 1), subscriber.Lines.Skip(1)));
        var archivedTexts = "\n" + string.Concat(archived.Select(line => (string)JsonNode.Parse(line)!["text"]! + "\n"));
        Assert.All(texts, text => Assert.Contains("\n" + text.Text, archivedTexts, StringComparison.Ordinal));

        var next = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", "127.0.0.1:0", "--source", "stdin", "--wait-for-clients", "0", "--archive", "posts");
        Assert.Equal(0, next.ExitCode);
        Assert.Contains($"offsets 0 to {archived.Count}, segments: ", next.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", next.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.File("posts"), "torn-*"));
        Array.ForEach(clients, client => client.Dispose());
    }
}
