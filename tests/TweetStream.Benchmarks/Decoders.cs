using System.Diagnostics;
using System.Globalization;
using System.Text;
using TweetStream.Posts;

namespace TweetStream.Benchmarks;

/// <summary>How fast one core decodes each network's form, and what it allocates, beside the text alone.</summary>
internal static class Decoders
{
    private const int Distinct = 2_000;

    public static void Run(int rounds, TimeSpan least)
    {
        Console.WriteLine();
        Console.WriteLine("| decoder | bytes a post | million posts/s | MB/s | B allocated a post | of text |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var forms = NetworkPosts.Forms.Select(form => (form.Name, Lines: Enumerable.Range(0, Distinct).Select(i => Encoding.UTF8.GetBytes(form.Line(i))).ToArray())).ToArray();
        var results = forms.Select(_ => new List<Result>()).ToArray();
        foreach (var form in forms)
            Measure(form.Lines, TimeSpan.FromMilliseconds(300));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < forms.Length; i++)
                results[i].Add(Measure(forms[i].Lines, least));
        }

        var text = Median(results[0]);
        for (var i = 0; i < forms.Length; i++)
        {
            var (bytes, result) = (forms[i].Lines.Average(line => line.Length), Median(results[i]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {forms[i].Name} | {bytes:0} | {result.PostsPerSecond / 1e6:0.000} | {result.PostsPerSecond * bytes / 1e6:0} | {result.AllocatedPerPost:0} | {result.PostsPerSecond / text.PostsPerSecond:0.000} |"));
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

    private static Result Median(List<Result> results) => results.OrderBy(result => result.PostsPerSecond).ElementAt(results.Count / 2);

    private sealed record Result(double PostsPerSecond, double AllocatedPerPost);
}
