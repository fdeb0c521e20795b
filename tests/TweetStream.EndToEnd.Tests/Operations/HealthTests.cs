using System.Globalization;
using System.Net;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>Whether <c>/healthz</c>, <c>/readyz</c> and <c>tweetstream health</c> tell the truth when something breaks, and when it is mended.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_counter_is_ready_while_its_relay_is_there_and_not_after_a_kill_and_ready_again_after_a_restart()
    {
        using var relay = new RestartedRelay(_folder, "--archive", "posts", "--source", "stdin");
        using var counter = Count(relay.Address);
        var port = await Scrape.PortOfAsync(counter);
        await Readiness.FailingAsync(port, $"no connection to {relay.Address}: ConnectionRefused");
        await relay.StartAndListenAsync();
        await Readiness.ReadyAsync(port);
        relay.Kill();
        await Readiness.FailingAsync(port, relay.Address);
        Assert.Equal(HttpStatusCode.OK, (await Readiness.OfAsync(port, "healthz")).Code);
        Assert.Equal(0, (await Scrape.OfAsync(port))["tweetstream_counter_connected"]);
        await relay.StartAndListenAsync();
        await Readiness.ReadyAsync(port);
    }

    [Fact]
    public async Task A_counter_is_not_ready_while_its_checkpoints_or_its_picture_cannot_be_written()
    {
        using var relay = new RestartedRelay(_folder, "--archive", "posts", "--source", "stdin");
        await relay.StartAndListenAsync();
        Directory.CreateDirectory(_folder.File("pictures"));
        using var counter = Count(relay.Address, "--state", "state", "--plot", "pictures/plot.png");
        var port = await Scrape.PortOfAsync(counter);
        await Readiness.ReadyAsync(port);
        // A folder in the place of the file: it cannot be replaced.
        await Eventually.HoldsAsync(() => File.Exists(_folder.File("state/checkpoint")), () => counter.Errors);
        Replace("state/checkpoint");
        await Readiness.FailingAsync(port, "checkpoints are not written: ");
        Directory.Delete(_folder.File("state/checkpoint"), recursive: true);
        await Readiness.ReadyAsync(port);
        Replace("pictures/plot.png");
        await Readiness.FailingAsync(port, "the picture is not written: ");
        Directory.Delete(_folder.File("pictures/plot.png"), recursive: true);
        await Readiness.ReadyAsync(port);
    }

    // The counter may write the file anew between its removal and the folder.
    private void Replace(string name)
    {
        while (!Directory.Exists(_folder.File(name)))
        {
            try
            {
                File.Delete(_folder.File(name));
                Directory.CreateDirectory(_folder.File(name + "/in the way"));
            }
            catch (IOException)
            {
                // It was there again.
            }
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_counter_whose_output_nobody_takes_does_not_move_and_says_so()
    {
        using var counter = Tweetstream.Start(_folder, "count", "-", "--page", "127.0.0.1:0", "--plot", "none", "--output", "json", "--window", "1s");
        var port = await Scrape.PortOfAsync(counter);
        await Readiness.ReadyAsync(port);
        // Each post closes the window of the one before; together they are more than a pipe holds.
        var posts = string.Concat(Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{\"text\":\"#a\",\"created_at\":{1_700_000_000_000 + (i * 1000L)}}}\n")));
        var writing = counter.Input.WriteAsync(Encoding.UTF8.GetBytes(posts)).AsTask();
        await Readiness.FailingAsync(port, "the counting does not move: ", "healthz");
        Assert.Contains("the counting does not move: ", (await Readiness.OfAsync(port)).Problems, StringComparison.Ordinal);
        // When somebody takes it, all of it is there.
        var output = counter.Output.ReadToEndAsync();
        await writing;
        counter.Input.Close();
        Assert.Equal(0, await counter.ExitAsync());
        Assert.Equal(5_000, (await output).Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_relay_is_not_ready_while_it_does_not_archive_and_is_healthy_all_the_same()
    {
        using var relay = Relay("--source", "stdin", "--min-free-disk", "1000000GiB");
        var port = await Scrape.PortOfAsync(relay);
        await Readiness.FailingAsync(port, "posts are relayed and not archived: only ");
        Assert.Equal(new Readiness(HttpStatusCode.OK, "ok", ""), await Readiness.OfAsync(port, "healthz"));
        using var client = await Netcat.ConnectAsync(relay.NumberAfter("Listening on 127.0.0.1:"));
        await relay.HearAsync("one\ntwo\n");
        await Scrape.UntilAsync(port, scrape => scrape["tweetstream_relay_archive_unarchived_total"] == 2 && scrape["tweetstream_relay_archive_paused"] == 1);
    }

    [SkippableFact]
    public async Task A_relay_is_ready_again_when_its_full_disk_has_room()
    {
        var disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        Shell.RunOrSkip("mount", "-t", "tmpfs", "-o", "size=2m", "tweetstream-test", disk);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(disk, "ballast"), new byte[1900 * 1024]);
            using var relay = Relay("--source", "stdin", "--archive", "disk/posts", "--min-free-disk", "1MiB");
            var port = await Scrape.PortOfAsync(relay);
            await Readiness.FailingAsync(port, "below --min-free-disk 1MiB");
            File.Delete(Path.Combine(disk, "ballast"));
            await Readiness.ReadyAsync(port);
        }
        finally
        {
            _ = Shell.Run("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task A_relay_that_was_told_not_to_archive_is_ready_without()
    {
        using var relay = Relay("--source", "stdin", "--archive", "none");
        await Readiness.ReadyAsync(await Scrape.PortOfAsync(relay));
    }

    [Fact]
    public async Task A_relay_that_waits_for_its_clients_is_ready_for_them()
    {
        using var relay = Relay("--source", "stdin", "--wait-for-clients", "1");
        await Readiness.ReadyAsync(await Scrape.PortOfAsync(relay));
    }

    [Fact]
    public async Task A_relay_is_not_ready_without_the_network_that_it_follows()
    {
        using var relay = Relay("--source", "stdin", "--source", "bluesky:ws://127.0.0.1:1");
        var port = await Scrape.PortOfAsync(relay);
        await Readiness.FailingAsync(port, "source bluesky is not connected: ");
        var shown = await Scrape.OfAsync(port);
        Assert.Equal(0, shown["tweetstream_relay_source_connected{source=\"bluesky\"}"]);
        Assert.Equal(1, shown["tweetstream_relay_source_connected{source=\"stdin\"}"]);
    }

    [Fact]
    public async Task A_source_that_failed_is_told_for_as_long_as_the_others_go_on()
    {
        var recording = _folder.Write("posts.jsonl.gz", "");
        await using (var file = File.Create(recording))
        await using (var zip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest))
            await zip.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"post {i} {Guid.NewGuid()}\n"))));
        using (var cut = File.OpenWrite(recording))
            cut.SetLength(cut.Length / 2);
        using var relay = Relay("--source", "stdin", "--source", "replay:posts.jsonl.gz", "--rate", "max", "--wait-for-clients", "0");
        await Readiness.FailingAsync(await Scrape.PortOfAsync(relay), "failed: ");
    }

    [Fact]
    public async Task The_command_says_what_is_wrong_and_its_exit_code_says_whether()
    {
        using var relay = Relay("--source", "stdin", "--min-free-disk", "1000000GiB");
        var port = await Scrape.PortOfAsync(relay);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        await AskAsync(1, "posts are relayed and not archived: ", address);
        await AskAsync(0, "ok", $"http://{address}/healthz");
        await AskAsync(1, "something else than a relay or a counter", $"http://{address}/metrics");
        relay.Kill();
        await AskAsync(1, "does not answer: ", address);
    }

    private async Task AskAsync(int exitCode, string told, string address)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", "health", address);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(told, Assert.Single(ended.Lines), StringComparison.Ordinal);
        Assert.Empty(ended.Errors.Trim());
    }

    private Tweetstream Relay(params string[] arguments) =>
        Tweetstream.Start(_folder, ["relay", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", .. arguments]);

    private Tweetstream Count(string relay, params string[] arguments) =>
        Tweetstream.Start(_folder, ["count", relay, "--page", "127.0.0.1:0", "--output", "none", "--window", "1s", .. arguments]);
}
