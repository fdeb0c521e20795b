using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>A cluster as its users see it, while nothing goes wrong but what they ask.</summary>
public sealed partial class ClusterTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_silo_that_is_given_other_options_is_refused_and_the_cluster_goes_on()
    {
        using var cluster = new RunningCluster();
        await cluster.StartAsync(silos: 1);
        var other = cluster.Add();
        other.Start("--case", "keep");
        Assert.Equal(1, await other.Process.ExitAsync());
        Assert.Contains("--case fold", other.Process.Errors, StringComparison.Ordinal);
        Assert.Contains("--case keep", other.Process.Errors, StringComparison.Ordinal);
        await cluster.GrowsAsync(5);
        var status = await cluster.StatusAsync();
        Assert.Equal(cluster.Silos[0].Address, (string)status["silos"]!.AsArray().Single()!["address"]!);
        Assert.Equal(12, status["partitions"]!.AsArray().Count(partition => (string?)partition!["silo"] == cluster.Silos[0].Address));
        Assert.True((long)status["sources"]![0]!["offset"]! > 0);
        other.Dispose();
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task The_demo_shows_windows_and_leaves_nothing_behind(PosixSignal signal)
    {
        var temporary = Directory.CreateDirectory(_folder.File("tmp")).FullName;
        using var demo = Demo(temporary);
        var silos = await SilosAsync(demo);
        demo.Signal(signal);
        Assert.Equal(0, await demo.ExitAsync());
        Assert.All(silos, silo => Assert.False(IsRunning(silo), $"process {silo} is left"));
        Assert.Empty(Directory.GetFileSystemEntries(temporary, "tweetstream-*"));
    }

    [Fact]
    public async Task The_demo_that_is_killed_leaves_no_process_behind()
    {
        using var demo = Demo(Directory.CreateDirectory(_folder.File("tmp")).FullName);
        var silos = await SilosAsync(demo);
        demo.Kill();
        foreach (var silo in silos)
            await Eventually.HoldsAsync(() => !IsRunning(silo), () => $"process {silo} is left");
    }

    private Tweetstream Demo(string temporary) => Tweetstream.StartWith(
        _folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = temporary }, "cluster", "demo", "--plot", "none", "--output", "json", "--for", "10m");

    // Once there is a window.
    private static async Task<IReadOnlyList<string>> SilosAsync(Tweetstream demo)
    {
        await demo.SaysAsync("Three silos, as processes ");
        var window = JsonNode.Parse(await demo.Output.ReadLineAsync().WaitAsync(Patience.Limit) ?? "")!;
        Assert.True((long)window["posts"]! > 0);
        Assert.Equal(10, window["top"]!.AsArray().Count);
        string[] silos = [.. SiloProcess().Matches(demo.Errors).Select(silo => silo.Groups["id"].Value)];
        Assert.Equal(3, silos.Length);
        return silos;
    }

    // One that has ended, and for which nobody has waited yet, has no command line any more.
    private static bool IsRunning(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?<id>\d+) \(port \d+\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SiloProcess();
}
