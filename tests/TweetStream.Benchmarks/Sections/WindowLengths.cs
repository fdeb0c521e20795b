using System.Diagnostics;
using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>
/// Whether a longer window costs more, with the same slide. Each length has a counter of its own, whose window is full
/// before the first round; the rounds go on with it, slide by slide.
/// </summary>
internal static class WindowLengths
{
    // Few enough that every window holds about the same tags, so that only its length differs.
    private const int DistinctTags = 1_000;
    private static readonly int[] Lengths = [1, 2, 10, 100];

    public static void Run(Effort effort)
    {
        var corpus = Corpus.Of(PostForm.Text, effort.PostsPerSlide * 140, DistinctTags);
        var counters = Lengths.Select(length => new Full(length, corpus.Bytes)).ToArray();
        var results = Rounds.Of(effort.Rounds, [.. counters.Select(counter => (Func<Result>)(() => counter.Slide(effort.SlidesPerRound)))]);

        Table.Text($"\nWindow length: text from memory, {DistinctTags:N0} distinct tags, a slide every {corpus.Posts:N0} posts, {effort.SlidesPerRound} slides a round");
        Table.Head("window", "panes", "million posts/s", "time a post, slides included", "slide, ms", "time a slide");
        foreach (var (counter, own) in counters.Zip(results))
        {
            Table.Row(
                $"{counter.Length * ClosedWindow.Size / 1000} s every {ClosedWindow.Slide / 1000} s", $"{counter.Length * ClosedWindow.Size / ClosedWindow.Slide}",
                $"{Rounds.Median(own.Select(result => corpus.Posts * effort.SlidesPerRound / 1e6 / result.Seconds)):0.000}",
                $"{Rounds.Ratio(own, results[0], result => result.Seconds):0.000}x",
                $"{Rounds.Median(own.Select(result => result.SlideMilliseconds)):0.000}",
                $"{Rounds.Ratio(own, results[0], result => result.SlideMilliseconds):0.000}x");
        }
    }

    private sealed record Result(double Seconds, double SlideMilliseconds);

    private sealed class Full
    {
        private readonly ReadOnlyMemory<byte> _posts;
        private readonly MemoryCounter _counter;
        private long _now;

        public Full(int length, ReadOnlyMemory<byte> posts)
        {
            (Length, _posts) = (length, posts);
            var size = ClosedWindow.Size * length;
            _counter = new(MemoryCounter.Options with { Windows = new(size, ClosedWindow.Slide) });
            Slide((int)(size / ClosedWindow.Slide));
        }

        public int Length { get; }

        public Result Slide(int slides)
        {
            var times = new List<double>();
            var watch = Stopwatch.StartNew();
            for (var slide = 0; slide < slides; slide++)
            {
                _counter.Add(_posts.Span, _now);
                _now += ClosedWindow.Slide;
                times.Add(_counter.Slide(_now).TotalMilliseconds);
            }

            return new(watch.Elapsed.TotalSeconds, Rounds.Median(times));
        }
    }
}
