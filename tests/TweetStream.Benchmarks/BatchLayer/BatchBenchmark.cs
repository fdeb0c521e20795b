using System.Globalization;
using System.Runtime.InteropServices;
using TweetStream.Archive;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>
/// The batch layer on an archive that is made for it: views from scratch beside the same counts in plain SQL, a run with one
/// per cent more, questions, and what the views take on the disk. Everything in one run, on the same files.
/// </summary>
internal static class BatchBenchmark
{
    public const string Usage = "batch [--posts N, such as 100M] [--rounds N] [--folder DIR, on a disk with 200 bytes free a post] [--keep]";

    public static int Run(string[] arguments)
    {
        var (posts, rounds, parent, keep) = (5_000_000L, 3, Path.GetTempPath(), false);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--keep")
                keep = true;
            else if (i + 1 < arguments.Length && arguments[i] == "--posts" && PostCount.TryParse(arguments[i + 1], out posts))
                i++;
            else if (i + 1 < arguments.Length && arguments[i] == "--rounds" && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0)
                i++;
            else if (i + 1 < arguments.Length && arguments[i] == "--folder")
                parent = arguments[++i];
            else
                return Refuse();
        }

        var folder = Directory.CreateDirectory(Path.Combine(parent, $"tweetstream-batch-{Environment.ProcessId}")).FullName;
        try
        {
            Table.Text($"{Environment.ProcessorCount} processors ({Machine.Processor}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
            Table.Text($"{Corpus.Description}");
            Measure(new(Path.Combine(folder, "posts")), Path.Combine(folder, "views"), Path.Combine(folder, "duckdb.parquet"), posts, rounds);
            return 0;
        }
        catch (InvalidDataException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return 1;
        }
        finally
        {
            if (!keep)
                Directory.Delete(folder, recursive: true);
            else
                Table.Text($"\nKept: {folder}");
        }
    }

    private static void Measure(GeneratedArchive archive, string views, string counts, long posts, int rounds)
    {
        archive.Add(posts, TimeSpan.Zero, TimeSpan.FromDays(GeneratedArchive.Days));
        var (segments, bytes) = ArchiveFolder.Size(archive.Folder);
        Table.Text($"{archive.Posts:N0} posts of {GeneratedArchive.Days} days, one in a hundred of them late, in {segments - 1} segments: {archive.Bytes / 1e9:0.00} GB, compressed {bytes / 1e9:0.00} GB");
        var all = BatchRuns.FromScratch(archive, views, counts, rounds);
        BatchRuns.OneHundredthMore(archive, views, all);
        BatchQuestions.Ask(archive.Folder, views);
        BatchRuns.Sizes(views, archive.Posts, bytes);
    }

    private static int Refuse()
    {
        Console.Error.WriteLine($"usage: {Usage}");
        return 2;
    }
}
