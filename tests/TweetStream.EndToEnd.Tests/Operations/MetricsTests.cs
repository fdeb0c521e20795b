using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>The metrics of both processes against input of which every number is known.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_relay_did_with_each_post_is_shown_and_what_the_counter_did_with_those_that_passed()
    {
        var (relay, port) = await Tweetstream.RelayAsync(
            _folder, "--source", "stdin", "--archive", "posts", "--http", "127.0.0.1:0", "--filter", "-#nsfw", "--max-line", "1000", "--wait-for-clients", "2");
        using var _ = relay;
        using var text = await Netcat.ConnectAsync(port, "text, please\n");
        using var counter = Tweetstream.Start(
            _folder, "count", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--page", "127.0.0.1:0", "--state", "state",
            "--window", "10s", "--slide", "10s", "--output", "none");
        var (relayPort, counterPort) = (await Scrape.PortOfAsync(relay), await Scrape.PortOfAsync(counter));
        var start = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 10 * 10) - 120);
        await relay.HearAsync(string.Concat(
            Post("1", "#a #b", start),
            Post("2", "#a #A", start.AddSeconds(1)),
            Post("3", "#c", start.AddSeconds(30)),
            Post("4", "#late", start),
            Post("5", "#future", start.AddHours(1)),
            Post("1", "#a #b", start),
            Post("6", "#nsfw", start),
            "{\"text\":\"half\n",
            new string('x', 1001) + "\n"));

        var seen = await Scrape.UntilAsync(counterPort, scrape => scrape["tweetstream_counter_posts_total"] == 5);
        Assert.Equal(5, seen["tweetstream_counter_tags_total"]);
        Assert.Equal(1, seen["tweetstream_counter_late_total"]);
        Assert.Equal(1, seen["tweetstream_counter_clamped_total"]);
        Assert.Equal(0, seen["tweetstream_counter_missed_total"]);
        Assert.Equal(1, seen["tweetstream_counter_connected"]);
        Assert.Equal(1, seen["tweetstream_counter_windows_total"]);
        // The spelling #A is another one of the same tag, and a late post is not counted, but its tag is known.
        Assert.Equal(6, seen["tweetstream_counter_known_tags"]);
        Assert.InRange(seen["tweetstream_counter_window_lag_seconds"]!.Value, 110, 300);
        seen = await Scrape.UntilAsync(counterPort, scrape => scrape["tweetstream_counter_render_duration_seconds_count"] > 0 && scrape["tweetstream_counter_checkpoint_age_seconds"] is not null);
        Assert.NotNull(seen["tweetstream_counter_frames_skipped_total{viewer=\"picture\"}"]);

        var relayed = await Scrape.UntilAsync(relayPort, scrape => scrape["tweetstream_relay_oversized_total"] == 1);
        Assert.Equal(5, relayed["tweetstream_relay_posts_total{source=\"stdin\"}"]);
        Assert.Equal(1, relayed["tweetstream_relay_filtered_out_total{source=\"stdin\"}"]);
        Assert.Equal(1, relayed["tweetstream_relay_duplicates_total{source=\"stdin\"}"]);
        Assert.Equal(1, relayed["tweetstream_relay_malformed_total"]);
        Assert.Equal(1, relayed["tweetstream_relay_clients{form=\"json\"}"]);
        Assert.Equal(1, relayed["tweetstream_relay_clients{form=\"text\"}"]);
        Assert.Equal(0, relayed["tweetstream_relay_clients{form=\"undecided\"}"]);
        Assert.Equal(2, relayed["tweetstream_relay_clients_accepted_total"]);
        Assert.Equal(1, relayed["tweetstream_relay_source_connected{source=\"stdin\"}"]);
        Assert.Equal(0, relayed["tweetstream_relay_archive_paused"]);
        Assert.Equal(0, relayed["tweetstream_relay_archive_unarchived_total"]);
        Assert.Equal(1, relayed["tweetstream_relay_archive_segments"]);
        Assert.Equal(new FileInfo(Directory.GetFiles(_folder.File("posts"), "*.ndjson").Single(file => !file.Contains("dead", StringComparison.Ordinal))).Length, relayed["tweetstream_relay_archive_size_bytes"]);
        Assert.True(relayed["dotnet_process_memory_working_set_bytes"] > 0);
    }

    [Fact]
    public async Task Lines_that_the_counter_cannot_count_as_they_came_are_shown_by_what_was_wrong_with_them()
    {
        using var counter = Tweetstream.Start(_folder, "count", "-", "--page", "127.0.0.1:0", "--plot", "none", "--output", "none", "--max-line", "3000");
        var port = await Scrape.PortOfAsync(counter);
        await counter.Input.WriteAsync((byte[])[
            .. "#one\n{\"text\":\"half\n"u8, .. "#two"u8, 0xC3, .. "\n"u8,
            .. Encoding.ASCII.GetBytes(new string('x', 3001)), .. "\n#"u8, .. Encoding.ASCII.GetBytes(new string('y', 2000)), .. "\n"u8]);
        await counter.Input.FlushAsync();
        var seen = await Scrape.UntilAsync(port, scrape => scrape["tweetstream_counter_posts_total"] == 3);
        Assert.Equal(1, seen["tweetstream_counter_malformed_total"]);
        Assert.Equal(1, seen["tweetstream_counter_oversized_total"]);
        Assert.Equal(1, seen["tweetstream_counter_repaired_total"]);
        Assert.Equal(1, seen["tweetstream_counter_capped_total"]);
        Assert.Equal(2, seen["tweetstream_counter_tags_total"]);
        Assert.Equal(0, seen["tweetstream_counter_overflow_total"]);
        Assert.Null(seen["tweetstream_counter_checkpoint_age_seconds"]);
    }

    [Fact]
    public async Task A_counter_that_goes_on_from_its_state_shows_no_post_of_the_run_before()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts");
        using var _ = relay;
        string[] count = ["count", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "--page", "127.0.0.1:0", "--from", "earliest", "--state", "state", "--plot", "none", "--output", "none"];
        await CountAsync("#a\n#b\n", 2);
        await CountAsync("#c\n", 1);

        async Task CountAsync(string posts, int expected)
        {
            using var counter = Tweetstream.Start(_folder, count);
            var page = await Scrape.PortOfAsync(counter);
            await relay.HearAsync(posts);
            await Scrape.UntilAsync(page, scrape => scrape["tweetstream_counter_posts_total"] == expected);
            counter.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await counter.ExitAsync());
        }
    }

    private static string Post(string id, string text, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{id}\",\"text\":\"{text}\",\"created_at\":{at.ToUnixTimeMilliseconds()}}}\n");
}
