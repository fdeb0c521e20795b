using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using TweetStream.Benchmarks.BatchLayer;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.ClusterLayer;

/// <summary>
/// What it costs to count on one, two and three silos, beside the single process: the same archive by the same relay, whole
/// processes, in turn. A figure is printed only where every window is the same in all of them.
/// </summary>
internal static class ClusterBenchmark
{
    public const string Usage = "cluster [--posts N, such as 2M] [--rounds N] [--folder DIR] [--quick]";

    private const int FewPosts = 1_000;
    private static readonly (string Name, int Silos)[] Contenders = [("tweetstream count", 0), ("1 silo", 1), ("2 silos", 2), ("3 silos", 3)];

    public static int Run(string[] arguments)
    {
        var (posts, rounds, parent) = (2_000_000L, 3, Path.GetTempPath());
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--quick")
                (posts, rounds) = (20_000, 1);
            else if (i + 1 < arguments.Length && arguments[i] == "--posts" && PostCount.TryParse(arguments[i + 1], out posts) && posts > FewPosts)
                i++;
            else if (i + 1 < arguments.Length && arguments[i] == "--rounds" && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0)
                i++;
            else if (i + 1 < arguments.Length && arguments[i] == "--folder")
                parent = arguments[++i];
            else
                return Refuse($"usage: {Usage}");
        }

        if (!HasRedis())
            return Refuse("there is no redis-server here, without which a cluster keeps nothing: install it, as by apt-get install redis-server");
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"tweetstream-cluster-{Environment.ProcessId}")).FullName;
        try
        {
            Table.Text($"{Environment.ProcessorCount} processors ({Machine.Processor}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
            Table.Text($"{Corpus.Description}");
            Measure(new(Path.Combine(folder, "few"), FewPosts), new(Path.Combine(folder, "all"), posts), rounds);
            return 0;
        }
        catch (InvalidDataException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(CountedPosts few, CountedPosts all, int rounds)
    {
        Table.Text($"{all.Posts:N0} posts, {all.Bytes / 1e9:0.00} GB; whole processes, {rounds} rounds in turn, medians; a ratio is the median of the ratios within a round");
        var results = Contenders.Select(_ => new List<Pair>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var contender = 0; contender < Contenders.Length; contender++)
            {
                var (name, silos) = Contenders[contender];
                var pair = new Pair(CountingRun.Of(silos, few), CountingRun.Of(silos, all), all.Posts - few.Posts);
                results[contender].Add(pair);
                Require(name, pair.All.Windows, results[0][0].All.Windows);
                Require(name, pair.Few.Windows, results[0][0].Few.Windows);
            }
        }

        Table.Text($"\nEvery run has the same {all.Windows} windows. Of {few.Posts:N0} posts the same is measured, and us a post are what the others cost beyond that");
        Table.Head(
            "run", "start, CPU s", $"{few.Posts:N0} posts, CPU s", "all, CPU s", "us a post", "of count", "posts/s", "of count", "relay, us a post", "Redis, us a post", "peak memory, MB", "of count");
        foreach (var ((name, _), own) in Contenders.Zip(results))
        {
            Table.Row(
                $"{name}",
                $"{Rounds.Median(own.Select(pair => pair.All.StartCpu.TotalSeconds)):0.00}",
                $"{Rounds.Median(own.Select(pair => pair.Few.Cpu.TotalSeconds)):0.00}",
                $"{Rounds.Median(own.Select(pair => pair.All.Cpu.TotalSeconds)):0.00}",
                $"{Rounds.Median(own.Select(pair => pair.CpuPerPost)):0.00}",
                $"{Rounds.Ratio(own, results[0], pair => pair.CpuPerPost):0.00}x",
                $"{Rounds.Median(own.Select(pair => pair.PostsPerSecond)):N0}",
                $"{Rounds.Ratio(own, results[0], pair => pair.PostsPerSecond):0.00}x",
                $"{Rounds.Median(own.Select(pair => pair.RelayPerPost)):0.00}",
                $"{Rounds.Median(own.Select(pair => pair.RedisPerPost)):0.00}",
                $"{Rounds.Median(own.Select(pair => pair.All.PeakMemory / 1e6)):0}",
                $"{Rounds.Ratio(own, results[0], pair => pair.All.PeakMemory):0.00}x");
        }
    }

    private static void Require(string name, IReadOnlyList<string> windows, IReadOnlyList<string> expected)
    {
        var different = windows.Zip(expected).FirstOrDefault(pair => pair.First != pair.Second);
        if (different != default)
            throw new InvalidDataException($"{name} has another window than the counter:\n{different.First}\n{different.Second}");
        if (windows.Count != expected.Count)
            throw new InvalidDataException(FormattableString.Invariant($"{name} has {windows.Count} windows, and the counter {expected.Count}"));
    }

    private static bool HasRedis()
    {
        try
        {
            MeasuredProcess.Run("redis-server", "--version");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static int Refuse(string reason)
    {
        Console.Error.WriteLine(reason);
        return 2;
    }

    /// <summary>The runs of one contender in one round.</summary>
    private sealed record Pair(CountingResult Few, CountingResult All, long Posts)
    {
        public double CpuPerPost => (All.Cpu - Few.Cpu).TotalMicroseconds / Posts;

        public double RelayPerPost => (All.RelayCpu - Few.RelayCpu).TotalMicroseconds / Posts;

        public double RedisPerPost => (All.RedisCpu - Few.RedisCpu).TotalMicroseconds / Posts;

        public double PostsPerSecond => Posts / All.Wall.TotalSeconds;
    }
}
