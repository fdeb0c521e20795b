using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>What a counter keeps between two runs: that it goes on with it, and that it refuses what is not good for it.</summary>
public sealed class StateTests : IDisposable
{
    private static readonly string[] Windows = ["--window", "2s", "--slide", "1s"];
    private static readonly string[] Once = ["--once", "--state", "state", "--output-file", "w.jsonl"];
    private readonly Folder _folder = new();
    private readonly RestartedRelay _relay;

    public StateTests() => _relay = new(_folder, "--archive", "posts", "--source", "stdin");

    private string Checkpoint => Path.Combine(_folder.File("state"), "checkpoint");

    public void Dispose()
    {
        _relay.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_stopped_counter_keeps_its_state_and_the_next_run_goes_on_with_it()
    {
        await _relay.StartAndListenAsync("--wait-for-clients", "0");
        foreach (var (first, windows) in ((int, int)[])[(0, 4), (5, 9), (10, 14)])
        {
            using var counter = Count(Windows, "--state", "state", "--output-file", "w.jsonl");
            await _relay.Process.HearAsync(Posts(first, 5));
            await Eventually.HoldsAsync(() => ClosedWindow.Read(_folder.File("w.jsonl")).Count == windows, () => $"{windows} windows; {counter.Errors}");
            counter.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await counter.ExitAsync());
            Assert.Equal(first > 0, counter.Errors.Contains("Going on from the checkpoint", StringComparison.Ordinal));
        }

        await _relay.StopAsync();
        Assert.Equal(Naive(), ClosedWindow.Read(_folder.File("w.jsonl")));
    }

    [Fact]
    public async Task What_the_end_of_the_input_closed_is_opened_again_by_a_run_with_more_input()
    {
        await CountAsync(Posts(0, 5), Once);
        Assert.Equal(6, ClosedWindow.Read(_folder.File("w.jsonl")).Count);
        await CountAsync(Posts(5, 5), Once);
        await CountAsync("", Once);
        await CountAsync("", "--once", "--output-file", "whole.jsonl");
        var whole = await File.ReadAllTextAsync(_folder.File("whole.jsonl"));
        Assert.Equal(11, whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(whole, await File.ReadAllTextAsync(_folder.File("w.jsonl")));
    }

    [Fact]
    public async Task A_damaged_state_is_refused_and_half_of_one_beside_it_is_not_looked_at()
    {
        await CountAsync(Posts(0, 5), Once);
        var good = await File.ReadAllBytesAsync(Checkpoint);
        var random = new Random(5);
        foreach (var at in (int[])[0, random.Next(good.Length), random.Next(good.Length), good.Length - 1])
        {
            await File.WriteAllBytesAsync(Checkpoint, [.. good[..at], (byte)(good[at] ^ 1), .. good[(at + 1)..]]);
            var refused = await EndedAsync("--state", "state");
            Assert.Equal(1, refused.ExitCode);
            Assert.Matches("^tweetstream: state/checkpoint is (no checkpoint|damaged: its checksum does not fit); remove it to begin anew, or give another DIR\n$", refused.Errors.TrimEnd('\n') + '\n');
        }

        await File.WriteAllBytesAsync(Checkpoint, good);
        await File.WriteAllBytesAsync(_folder.File("state/.0123456789abcdef0123456789abcdef.tmp"), good[..(good.Length / 2)]);
        var ended = await CountAsync(Posts(5, 5), Once);
        Assert.Contains("Going on from the checkpoint in state: 5 posts", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(["checkpoint", "lock"], Directory.GetFileSystemEntries(_folder.File("state")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_state_of_other_options_or_another_archive_or_another_counter_is_refused_and_stays_good()
    {
        await CountAsync(Posts(0, 5), Once);
        using var other = Count(["--window", "30s", "--slide", "1s", "--case", "keep"], "--state", "state");
        var otherOptions = await other.EndAsync();
        Assert.Equal(2, otherOptions.ExitCode);
        Assert.Contains("--state state was made with --window 2s, now it is 30s, and with --case fold, now it is keep; give the same options or another DIR", otherOptions.Errors, StringComparison.Ordinal);

        Directory.Move(_folder.File("posts"), _folder.File("earlier posts"));
        var otherArchive = await CountAsync("", expectedExit: 1, Once);
        Assert.Matches("has the archive [0-9a-f]{32}, and --state state goes on in the archive [0-9a-f]{32}; give another DIR to begin anew", otherArchive.Errors);
        Directory.Delete(_folder.File("posts"), recursive: true);
        Directory.Move(_folder.File("earlier posts"), _folder.File("posts"));

        await _relay.StartAndListenAsync("--wait-for-clients", "2");
        using (var first = Count(Windows, "--state", "state"))
        {
            await first.SaysAsync("Connected to");
            var second = await EndedAsync("--state", "state");
            Assert.Equal(1, second.ExitCode);
            Assert.Contains("--state state is in use by another counter; give each its own DIR", second.Errors, StringComparison.Ordinal);
            first.Kill();
        }

        _relay.Kill();
        await CountAsync(Posts(5, 5), Once);
        Assert.Equal(Naive(), ClosedWindow.Read(_folder.File("w.jsonl"))[..^2]);
    }

    private List<ClosedWindow> Naive() => NaiveTrends.Of(Archived.Lines(_folder.File("posts")), size: 2000, slide: 1000);

    // One a second.
    private static string Posts(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(second => $"{{\"text\":\"#all #t{second % 3}\",\"created_at\":{1_700_000_000_000 + (second * 1000L)}}}\n"));

    private Tweetstream Count(string[] windows, params string[] more) =>
        Tweetstream.Start(_folder, ["count", _relay.Address, "--from", "earliest", .. windows, "--top", "0", "--plot", "none", "--output", "none", .. more]);

    private async Task<Ended> EndedAsync(params string[] more)
    {
        using var counter = Count(Windows, more);
        return await counter.EndAsync();
    }

    private Task<Ended> CountAsync(string posts, params string[] more) => CountAsync(posts, expectedExit: 0, more);

    /// <summary>A run of the relay that ends with these posts, and one of the counter beside it.</summary>
    private async Task<Ended> CountAsync(string posts, int expectedExit, params string[] more)
    {
        await _relay.StartAndListenAsync();
        using var counter = Count(Windows, more);
        await _relay.Process.SaysAsync("Client 1 connected");
        var relay = await _relay.Process.EndAsync(Encoding.UTF8.GetBytes(posts));
        var ended = await counter.EndAsync();
        Assert.Equal((0, expectedExit), (relay.ExitCode, ended.ExitCode));
        return ended;
    }
}
