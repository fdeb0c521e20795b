using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TweetStream.Benchmarks.BatchLayer;
using TweetStream.Benchmarks.Sections;
using TweetStream.Cli.Hosting;

namespace TweetStream.Benchmarks.ClusterLayer;

/// <summary>
/// One run: a counter, or silos with a Redis, which wait for a relay; then the relay, until the last window is there. Each is
/// a process of its own, with the settings that it has by itself. Owns what is started and what is measured when.
/// </summary>
internal sealed class CountingRun : IDisposable
{
    private const string Results = "windows.jsonl";
    private readonly string _folder = Directory.CreateTempSubdirectory("tweetstream-benchmark-").FullName;
    private readonly List<LivingProcess> _all = [];
    private readonly List<LivingProcess> _counting = [];
    private readonly IReadOnlyList<int> _ports; // of the relay, of the Redis, and two of each silo
    private LivingProcess? _redis;
    private LivingProcess _writing = null!;

    private CountingRun(int silos) => _ports = FreePorts.Take(2 + (2 * silos));

    private string Relay => At(_ports[0]);

    /// <param name="silos">How many; 0 for a single process.</param>
    /// <param name="posts">What is counted.</param>
    /// <exception cref="InvalidDataException">A process failed; the message holds what it said.</exception>
    public static CountingResult Of(int silos, CountedPosts posts)
    {
        using var run = new CountingRun(silos);
        if (silos == 0)
            run.StartCounter();
        else
            run.StartSilos(silos);
        return run.Measure(posts);
    }

    public void Dispose()
    {
        foreach (var process in Enumerable.Reverse(_all))
            process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void StartCounter()
    {
        _writing = Start(["count", Relay, "--plot", "none", "--output", "none", "--output-file", Results, .. CountedPosts.Options]);
        _counting.Add(_writing);
        _writing.AwaitWords("Waiting for");
    }

    private void StartSilos(int silos)
    {
        _redis = new(_folder, "redis-server", "--bind", "127.0.0.1", "--port", Number(_ports[1]), "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always");
        _all.Add(_redis);
        _redis.AwaitWords("Ready to accept connections");
        string[] membership = ["--membership", $"redis://{At(_ports[1])}"];
        for (var silo = 0; silo < silos; silo++)
        {
            // More of them than processors at full load may take a second to show a sign of life.
            _counting.Add(Start([
                "cluster", "silo", .. membership, "--relay", Relay, "--silo-port", Number(_ports[2 + (2 * silo)]), "--gateway-port", Number(_ports[3 + (2 * silo)]), "--idle-after", "never",
                "--probe-timeout", "5s", "--until-input-ends", .. CountedPosts.Options,
            ]));
        }

        foreach (var silo in _counting)
            silo.AwaitWords("Joined the cluster");
        _writing = Start(["cluster", "watch", .. membership, "--from", "earliest", "--plot", "none", "--output", "none", "--output-file", Results]);
        Await(() => IsSettled(silos, membership), "every silo's having its share");
    }

    private CountingResult Measure(CountedPosts posts)
    {
        var begun = Cpu();
        var redis = _redis?.Cpu ?? TimeSpan.Zero;
        var relay = Start(["relay", "--listen", Relay, "--archive", posts.Folder, "--source", "stdin", "--wait-for-clients", "0", "--retain", "forever", "--min-free-disk", "0"]);
        relay.AwaitWords("Client 1 connected");
        var watch = Stopwatch.StartNew();
        Await(() => Lines().Count(line => line == '\n') >= posts.Windows, $"{posts.Windows} windows", () => Lines().Length);
        var (wall, ended) = (watch.Elapsed, Cpu());
        var (relayCpu, redisCpu) = (relay.Cpu, (_redis?.Cpu ?? TimeSpan.Zero) - redis);
        return new()
        {
            StartCpu = begun,
            Cpu = ended - begun,
            Wall = wall,
            RelayCpu = relayCpu,
            RedisCpu = redisCpu,
            PeakMemory = _counting.Sum(process => process.PeakMemory),
            Windows = Lines().Split('\n', StringSplitOptions.RemoveEmptyEntries),
        };
    }

    // A run in which one is lost on the way is none.
    private void Await(Func<bool> condition, string what, Func<long>? progress = null) => _writing.Await(
        () =>
        {
            foreach (var process in _all)
                process.RequireLife();
            return condition();
        },
        what,
        progress);

    private LivingProcess Start(string[] arguments)
    {
        var process = new LivingProcess(_folder, [.. StartUpTool.Built.Command, .. arguments]);
        _all.Add(process);
        return process;
    }

    private TimeSpan Cpu() => TimeSpan.FromTicks(_counting.Sum(process => process.Cpu.Ticks));

    // Grains that still move would make a run of several silos something else than the next.
    private static bool IsSettled(int silos, string[] membership)
    {
        var status = JsonNode.Parse(MeasuredProcess.Run([.. StartUpTool.Built.Command, "cluster", "status", .. membership, "--output", "json"]).Output)!;
        var (parts, all) = (status["silos"]!.AsArray().Select(silo => (int)silo!["parts"]!).ToList(), status["partitions"]!.AsArray().Count);
        return parts.Count == silos && parts.Sum() == all && parts.Max() <= (all + silos - 1) / silos;
    }

    private string Lines()
    {
        var path = Path.Combine(_folder, Results);
        if (!File.Exists(path))
            return "";
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
