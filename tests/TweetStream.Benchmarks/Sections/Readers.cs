using System.Diagnostics;
using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>All who read a feed, in turn on the same loopback sender, beside one that does nothing and beside our counter.</summary>
internal static class Readers
{
    public static void Run(Effort effort)
    {
        using var field = new Field();
        foreach (var contender in field.All)
            Table.Text($"- {contender.Name}: {contender.Does}");
        Table.Text($"\nWhoever takes far longer reads only the first part of the same posts. That is told, and all are compared by posts a second; fewer posts hold fewer distinct tags, which helps whoever reads a part.");
        foreach (var form in PostForm.All)
            Measure(form, field.All, effort);
    }

    private static void Measure(PostForm form, IReadOnlyList<Contender> contenders, Effort effort)
    {
        var corpus = Corpus.Of(form, effort.CorpusBytes);
        var feeds = contenders.Select(contender => contender.Part).Distinct().ToDictionary(part => part, part => new Feed(corpus.Part(part)));
        var results = Rounds.Of(effort.Rounds, [.. contenders.Select(contender => (Func<Result>)(() => feeds[contender.Part].Run(contender, form)))]);
        foreach (var feed in feeds.Values)
            feed.Dispose();

        var ours = results[contenders.ToList().IndexOf(OurCounter.Contender)];
        Table.Text($"\n{form.Name}: {corpus.Posts:N0} posts of {corpus.BytesPerPost:0} bytes, {corpus.Bytes.Length / 1e6:N0} MB");
        Table.Head("contender", "reads", "million posts/s", "GB/s", "of raw", "our counter is faster by", "CPU s/GB, sender included", "B allocated a post");
        foreach (var (contender, own) in contenders.Zip(results))
        {
            var speed = Rounds.Median(own.Select(result => result.PostsPerSecond));
            Table.Row(
                $"{contender.Name}", $"{(contender.Part == 1 ? "all" : $"1/{contender.Part}")}",
                $"{speed / 1e6:0.000}", $"{speed * corpus.BytesPerPost / 1e9:0.000}",
                $"{Rounds.Ratio(own, results[0], result => result.PostsPerSecond):0.000}",
                $"{Rounds.Ratio(ours, own, result => result.PostsPerSecond):0.00}x",
                $"{Rounds.Median(own.Select(result => result.CpuPerPost)) * 1e9 / corpus.BytesPerPost:0.00}",
                $"{Rounds.Median(own.Select(result => result.AllocatedPerPost)):0.0}");
        }
    }

    private sealed record Result(double PostsPerSecond, double CpuPerPost, double AllocatedPerPost);

    private sealed class Feed(Corpus corpus) : IDisposable
    {
        private readonly Loopback _sender = new(corpus.Bytes);

        public Result Run(Contender contender, PostForm form)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            contender.Read(_sender.Port, line => form.Read(line, contender.Tags));
            watch.Stop();
            return new(
                corpus.Posts / watch.Elapsed.TotalSeconds,
                (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / corpus.Posts,
                (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)corpus.Posts);
        }

        public void Dispose() => _sender.Dispose();
    }
}
