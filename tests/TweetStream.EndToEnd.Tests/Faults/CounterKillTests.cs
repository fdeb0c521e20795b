using System.Runtime.InteropServices;
using System.Text;
using Xunit.Abstractions;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>A counter that is killed at its work, and goes on as if nothing had been.</summary>
public sealed class CounterKillTests : IDisposable
{
    private const int Rounds = 100;
    private static readonly string[] Windows = ["--from", "earliest", "--window", "500ms", "--slide", "100ms", "--top", "0", "--plot", "none", "--output", "none"];
    private readonly ITestOutputHelper _output;
    private readonly Folder _folder = new();
    private readonly RestartedRelay _relay;

    public CounterKillTests(ITestOutputHelper output) => (_output, _relay) = (output, new(_folder, "--archive", "posts"));

    public void Dispose()
    {
        _relay.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_hundred_kills_of_the_counter_lose_no_window_and_double_none()
    {
        string[] load = ["--source", "synthetic", "--rate", "2000"];
        await _relay.StartAndListenAsync(load);
        var random = new Random(2);
        for (var round = 1; round <= Rounds; round++)
        {
            using var counter = Count("killed.jsonl", "--state", "state");
            if (round % 10 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System); // While it reads its state, or soon after.
            else
                await GrowsAsync("killed.jsonl", counter, TimeSpan.FromMilliseconds(random.Next(200)));
            if (round % 20 == 5)
                _relay.Kill();
            counter.Kill();
            if (round % 20 == 5)
                await _relay.StartAndListenAsync(load);
        }

        await _relay.StopAsync();
        await CloseWindowsAsync();
        var expected = NaiveTrends.Of(Archived.Lines(_folder.File("posts")), size: 500, slide: 100);
        _output.WriteLine($"{expected.Count} windows");
        await _relay.StartAndListenAsync("--source", "stdin", "--wait-for-clients", "0");
        await EndAsync("killed.jsonl", expected.Count, "--state", "state");
        await EndAsync("whole.jsonl", expected.Count);
        ClosedWindow.AssertSame(expected, ClosedWindow.Read(_folder.File("killed.jsonl")));
        Assert.Equal(await File.ReadAllTextAsync(_folder.File("whole.jsonl")), await File.ReadAllTextAsync(_folder.File("killed.jsonl")));
        Assert.Equal(["checkpoint", "lock"], Directory.GetFileSystemEntries(_folder.File("state")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private Tweetstream Count(string results, params string[] more) =>
        Tweetstream.Start(_folder, ["count", _relay.Address, .. Windows, "--output-file", results, .. more]);

    // Longer than it was found, and so longer than a checkpoint says.
    private async Task GrowsAsync(string results, Tweetstream counter, TimeSpan then)
    {
        var file = new FileInfo(_folder.File(results));
        var before = file.Exists ? file.Length : 0;
        await Eventually.HoldsAsync(
            () =>
            {
                file.Refresh();
                return file.Exists && file.Length > before;
            },
            () => $"the results grow; {counter.Errors}");
        await Task.Delay(then, TimeProvider.System);
    }

    // By one more post, long after all others.
    private async Task CloseWindowsAsync()
    {
        await _relay.StartAndListenAsync("--source", "stdin", "--wait-for-clients", "0");
        var end = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
        Assert.Equal(0, (await _relay.Process.EndAsync(Encoding.UTF8.GetBytes($"{{\"text\":\"#end\",\"created_at\":{end}}}\n"))).ExitCode);
    }

    private async Task EndAsync(string results, int windows, params string[] more)
    {
        using var counter = Count(results, more);
        await counter.SaysAsync("Connected to");
        await Eventually.HoldsAsync(() => ClosedWindow.Read(_folder.File(results)).Count >= windows, () => $"{windows} windows in {results}; {counter.Errors}");
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await counter.ExitAsync());
        Assert.DoesNotContain("missing", counter.Errors, StringComparison.Ordinal);
    }
}
