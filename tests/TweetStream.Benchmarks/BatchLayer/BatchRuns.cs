using System.Reflection;
using TweetStream.Benchmarks.Running;
using TweetStream.Benchmarks.Sections;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>Whole runs, each in a process of its own.</summary>
internal static class BatchRuns
{
    private static readonly string Self = Assembly.GetExecutingAssembly().Location;

    /// <returns>The median of our runs by their time.</returns>
    public static MeasuredProcess FromScratch(GeneratedArchive archive, string views, string counts, int rounds)
    {
        var ours = new List<MeasuredProcess>();
        var theirs = new List<MeasuredProcess>();
        for (var round = 0; round < rounds; round++)
        {
            Remove(views);
            ours.Add(Batch(archive, views));
            theirs.Add(MeasuredProcess.Run(StartUpTool.DotNet, Self, DuckDbContender.Command, archive.Folder, counts));
        }

        var (sum, other) = (DuckDbContender.SumOf($"{views}/*.10s.*.parquet"), DuckDbContender.SumOf(counts));
        if (sum != other)
            throw new InvalidDataException(FormattableString.Invariant($"the views count {sum} tags, and SQL {other}"));
        Table.Text($"\nFrom scratch: whole processes, {rounds} rounds in turn, median; both count {sum:N0} tags");
        Table.Head("contender", "s", "posts/s", "of DuckDB", "CPU s", "of DuckDB", "peak memory, MB", "of DuckDB");
        foreach (var (name, own) in new[] { ("tweetstream batch", ours), ("DuckDB: read_json, regexp_extract_all, lower, group by", theirs) })
        {
            Table.Row(
                $"{name}", $"{Rounds.Median(own.Select(run => run.Wall.TotalSeconds)):0.0}", $"{Rounds.Median(own.Select(run => archive.Posts / run.Wall.TotalSeconds)):N0}",
                $"{Rounds.Ratio(theirs, own, run => run.Wall.TotalSeconds):0.00}x",
                $"{Rounds.Median(own.Select(run => run.Cpu.TotalSeconds)):0.0}", $"{Rounds.Ratio(own, theirs, run => run.Cpu.TotalSeconds):0.00}x",
                $"{Rounds.Median(own.Select(run => run.PeakMemory / 1e6)):0}", $"{Rounds.Ratio(own, theirs, run => run.PeakMemory):0.00}x");
        }

        File.Delete(counts);
        return ours.OrderBy(run => run.Wall).ElementAt(rounds / 2);
    }

    public static void OneHundredthMore(GeneratedArchive archive, string views, MeasuredProcess all)
    {
        var before = archive.Posts;
        var idle = Batch(archive, views);
        archive.Add(before / 100, TimeSpan.FromDays(GeneratedArchive.Days), TimeSpan.FromDays(1));
        var more = Batch(archive, views);
        Table.Text($"\nOne per cent more, of which a run makes only what is new");
        Table.Head("run", "posts that are new", "s", "of all", "CPU s", "of all");
        foreach (var (name, posts, run) in new[] { ("nothing new", 0, idle), ("one per cent more", archive.Posts - before, more), ("all before, from scratch", before, all) })
        {
            Table.Row(
                $"{name}", $"{posts:N0}", $"{run.Wall.TotalSeconds:0.00}", $"{run.Wall / all.Wall:0.000}", $"{run.Cpu.TotalSeconds:0.00}", $"{run.Cpu / all.Cpu:0.000}");
        }
    }

    public static void Sizes(string views, long posts, long archiveBytes)
    {
        Table.Text($"\nViews on the disk");
        Table.Head("files", "number", "MB", "bytes a post", "of the compressed archive");
        foreach (var level in Directory.GetFiles(views, "*.parquet").Select(path => new FileInfo(path)).GroupBy(file => file.Name.Split('.')[2]).OrderByDescending(files => files.Sum(file => file.Length)))
        {
            var bytes = level.Sum(file => file.Length);
            Table.Row($"{level.Key}", $"{level.Count()}", $"{bytes / 1e6:0.0}", $"{(double)bytes / posts:0.0}", $"{(double)bytes / archiveBytes:0.000}");
        }
    }

    private static MeasuredProcess Batch(GeneratedArchive archive, string views) =>
        MeasuredProcess.Run([.. StartUpTool.Built.Command, "batch", "--archive", archive.Folder, "--views", views]);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
