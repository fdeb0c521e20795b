using System.Diagnostics;
using System.Text;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;
using TweetStream.Posts;

namespace TweetStream.Benchmarks.Sections;

/// <summary>How fast one core decodes each network's form, and what it allocates, beside the text alone.</summary>
internal static class Decoders
{
    private const int Distinct = 2_000;

    public static void Run(Effort effort)
    {
        var forms = NetworkPosts.Forms.Select(form => (form.Name, Lines: Enumerable.Range(0, Distinct).Select(i => Encoding.UTF8.GetBytes(form.Line(i))).ToArray())).ToArray();
        var results = Rounds.Of(effort.Rounds, [.. forms.Select(form => (Func<Result>)(() => Measure(form.Lines, effort.DecodeFor)))]);

        Table.Text($"\nDecoders: from memory, one core, the same post in each form");
        Table.Head("form", "bytes a post", "million posts/s", "MB/s", "B allocated a post", "of text");
        foreach (var (form, own) in forms.Zip(results))
        {
            var (bytes, speed) = (form.Lines.Average(line => line.Length), Rounds.Median(own.Select(result => result.PostsPerSecond)));
            Table.Row(
                $"{form.Name}", $"{bytes:0}", $"{speed / 1e6:0.000}", $"{speed * bytes / 1e6:0}",
                $"{Rounds.Median(own.Select(result => result.AllocatedPerPost)):0}", $"{Rounds.Ratio(own, results[0], result => result.PostsPerSecond):0.000}");
        }
    }

    private static Result Measure(byte[][] lines, TimeSpan least)
    {
        var reader = new PostReader();
        var post = new PostBuffer();
        long posts = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        do
        {
            foreach (var line in lines)
            {
                if (reader.Read(line, post) is not (LineKind.Post or LineKind.Text))
                    throw new InvalidDataException("a line of the benchmark is no post: " + Encoding.UTF8.GetString(line));
            }

            posts += lines.Length;
        }
        while (watch.Elapsed < least);
        return new(posts / watch.Elapsed.TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)posts);
    }

    private sealed record Result(double PostsPerSecond, double AllocatedPerPost);
}
