using System.Globalization;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>No room for the archive: what is relayed meanwhile, what is kept, and which offsets are given.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Subscribe = "subscribe json from=latest nonce=1\n";
    private readonly Folder _folder = new();
    private readonly string _disk;
    private readonly string _archive;
    private int _posts;
    private bool _isMounted;

    public FullDiskTests() => (_disk, _archive) = (_folder.File("disk"), _folder.File("disk/posts"));

    public void Dispose()
    {
        if (_isMounted)
            _ = Shell.Run("umount", "-l", _disk);
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task A_full_disk_costs_the_clients_nothing_and_the_archive_only_what_came_meanwhile()
    {
        MountSmallDisk();
        var (relay, port) = await RelayAsync("--wait-for-clients", "2");
        using var _ = relay;
        using var text = await Netcat.ConnectAsync(port);
        using var subscriber = await Netcat.ConnectAsync(port, Subscribe);
        await FillAsync(relay);
        await BothReadAsync(text, subscriber);
        await PostAsync(relay, 200);
        await BothReadAsync(text, subscriber);
        MakeRoom();
        await relay.SaysAsync("Archiving again from offset ");
        await PostAsync(relay, 300);
        await BothReadAsync(text, subscriber);
        using var late = await Netcat.ConnectAsync(port, "subscribe json from=earliest nonce=1\n");
        await late.ReadLinesAsync(100);
        await PostAsync(relay, 10);
        var ended = await relay.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        await Task.WhenAll(text.ReadToEndAsync(), subscriber.ReadToEndAsync(), late.ReadToEndAsync());

        Assert.Equal(Enumerable.Range(0, _posts).Select(Post), text.Lines);
        Assert.Equal(Enumerable.Range(0, _posts).Select(i => (long)i), Offsets(subscriber));
        var (from, to) = (relay.NumberAfter("Archiving pauses from offset "), relay.NumberAfter("Archiving again from offset "));
        Assert.InRange(from, 100, to - 200);
        long[] kept = [.. Enumerable.Range(0, from), .. Enumerable.Range(to, _posts - to)];
        Assert.Equal(kept, Archived.Offsets(_archive));
        Assert.All(Archived.Posts(_archive), post => Assert.Equal(Post((int)post["offset"]!), (string)post["text"]!));
        Assert.Equal(kept, Offsets(late));
        Assert.Equal(2, ended.Errors.Split("Archiving pauses").Length);
        Assert.Equal(2, ended.Errors.Split("Archiving again").Length);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_kill_on_a_full_disk_no_offset_is_given_to_another_post(bool isThereRoomAgain)
    {
        MountSmallDisk();
        var (killed, port) = await RelayAsync("--wait-for-clients", "2");
        using var text = await Netcat.ConnectAsync(port);
        using var subscriber = await Netcat.ConnectAsync(port, Subscribe);
        using (killed)
        {
            await FillAsync(killed);
            await PostAsync(killed, 200);
            await BothReadAsync(text, subscriber);
            killed.Kill();
        }

        if (isThereRoomAgain)
            MakeRoom();
        var (relay, secondPort) = await RelayAsync("--wait-for-clients", "1");
        using var _ = relay;
        using var second = await Netcat.ConnectAsync(secondPort, Subscribe);
        await second.ReadLinesAsync(1);
        await PostAsync(relay, 100);
        var ended = await relay.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        await second.ReadToEndAsync();
        Assert.Contains("The archive was paused when it was last closed", ended.Errors, StringComparison.Ordinal);
        var seen = Offsets(subscriber).ToList();
        var given = Offsets(second).ToList();
        Assert.Equal(_posts - 101, seen[^1]);
        Assert.Equal(100, given.Count);
        Assert.InRange(given[0], seen[^1] + 1, long.MaxValue);
        var archived = Archived.Posts(_archive).ToDictionary(post => (long)post["offset"]!, post => (string)post["text"]!);
        Assert.All(Parse(subscriber).Concat(Parse(second)), post => Assert.Equal((string)post["text"]!, archived.GetValueOrDefault((long)post["offset"]!, (string)post["text"]!)));
        Assert.Equal(isThereRoomAgain, given.TrueForAll(archived.ContainsKey));
    }

    [Fact]
    public async Task Below_the_floor_from_the_start_everything_is_relayed_and_nothing_archived_and_that_is_said_once()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts", "--min-free-disk", "1000000GiB");
        using var _ = relay;
        using var text = await Netcat.ConnectAsync(port);
        using var subscriber = await Netcat.ConnectAsync(port, Subscribe);
        await subscriber.ReadLinesAsync(1);
        for (var round = 0; round < 3; round++)
        {
            await PostAsync(relay, 100);
            await BothReadAsync(text, subscriber);
            // Long enough for it to look at the disk again, and say the same again if it would.
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        var ended = await relay.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(Enumerable.Range(0, _posts).Select(Post), text.Lines);
        Assert.Equal(Enumerable.Range(0, _posts).Select(i => (long)i), Offsets(subscriber));
        Assert.Empty(Archived.Lines(_folder.File("posts")));
        var pause = Assert.Single(ended.Errors.Split('\n'), line => line.Contains("Archiving", StringComparison.Ordinal));
        Assert.Contains("--min-free-disk 1024000000MiB: posts are relayed and not archived", pause, StringComparison.Ordinal);
    }

    private void MountSmallDisk()
    {
        Directory.CreateDirectory(_disk);
        Shell.RunOrSkip("mount", "-t", "tmpfs", "-o", "size=2m", "tweetstream-test", _disk);
        _isMounted = true;
    }

    private Task<(Tweetstream Relay, int Port)> RelayAsync(params string[] more) =>
        Tweetstream.RelayAsync(_folder, ["--source", "stdin", "--archive", "disk/posts", "--min-free-disk", "0", .. more]);

    // Something else takes half of the disk, and posts the rest.
    private async Task FillAsync(Tweetstream relay)
    {
        await PostAsync(relay, 200);
        await File.WriteAllBytesAsync(Path.Combine(_disk, "ballast"), new byte[1024 * 1024]);
        await PostAsync(relay, 1500);
        await relay.SaysAsync("Archiving pauses from offset ");
    }

    private void MakeRoom() => File.Delete(Path.Combine(_disk, "ballast"));

    private async Task PostAsync(Tweetstream relay, int count)
    {
        await relay.HearAsync(string.Concat(Enumerable.Range(_posts, count).Select(i => Post(i) + "\n")));
        _posts += count;
    }

    private Task BothReadAsync(Netcat text, Netcat subscriber) => Task.WhenAll(text.ReadLinesAsync(_posts), subscriber.ReadLinesAsync(_posts + 1));

    private static string Post(int i) => string.Create(CultureInfo.InvariantCulture, $"#post{i:D5} ").PadRight(1000, '.');

    private static IEnumerable<JsonNode> Parse(Netcat subscriber) => subscriber.Lines.Skip(1).Select(line => JsonNode.Parse(line)!);

    private static IEnumerable<long> Offsets(Netcat subscriber) => Parse(subscriber).Select(post => (long)post["offset"]!);
}
