using System.Diagnostics;
using System.Text;
using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>What memory and a slide cost where every pane holds every tag, the worst that so many tags can do.</summary>
internal static class DistinctTags
{
    private const int MeasuredSlides = 3;
    private const int MostInManyPanes = 1_000_000;

    public static void Run(Effort effort)
    {
        Table.Text($"\nDistinct tags: from memory, every tag in every pane; medians of {MeasuredSlides} slides with a full window");
        Table.Head("distinct tags", "who", "panes", "ns a tag", "bytes a tag after a slide", "before it", "slide, ms", "longest slide, ms", "longest block of 64 KiB, ms");
        for (var tags = 10_000; tags <= effort.MostTags; tags *= 10)
        {
            Measure(tags, 2, Ours(2));
            if (tags > MostInManyPanes)
                continue;
            Measure(tags, 12, Ours(12));
            Measure(tags, 2, Dictionaries());
        }
    }

    private static void Measure(int tags, int panes, Counting counting)
    {
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var (nanoseconds, held, atEnd, slides) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var longest = TimeSpan.Zero;
        for (var pane = 0; pane < panes - 1 + MeasuredSlides; pane++)
        {
            var end = (pane + 1) * ClosedWindow.Slide;
            var counted = new TagPane(tags, pane);
            var watch = new Stopwatch();
            foreach (var block in counted.Blocks())
            {
                var before = watch.Elapsed;
                watch.Start();
                counting.Add(block, end - 1);
                watch.Stop();
                longest = new[] { longest, watch.Elapsed - before }.Max();
            }

            var full = GC.GetTotalMemory(forceFullCollection: true) - empty;
            var slide = counting.Slide(end);
            if (pane < panes - 1)
                continue;
            nanoseconds.Add(watch.Elapsed.TotalNanoseconds / counted.Tags);
            atEnd.Add((double)full / tags);
            slides.Add(slide.TotalMilliseconds);
            held.Add((double)(GC.GetTotalMemory(forceFullCollection: true) - empty) / tags);
        }

        Table.Row(
            $"{tags:N0}", $"{counting.Name}", $"{panes}", $"{Rounds.Median(nanoseconds):0}",
            $"{Rounds.Median(held):0}", $"{Rounds.Median(atEnd):0}", $"{Rounds.Median(slides):0.00}", $"{slides.Max():0.00}", $"{longest.TotalMilliseconds:0.0}");
        GC.KeepAlive(counting);
    }

    private static Counting Ours(int panes)
    {
        var counter = new MemoryCounter(MemoryCounter.Options with { Windows = new(panes * ClosedWindow.Slide, ClosedWindow.Slide), MaxTags = int.MaxValue });
        return new("our counter", (block, time) => counter.Add(block.Span, time), counter.Slide);
    }

    private static Counting Dictionaries()
    {
        var panes = new DictionaryPanes();
        return new(
            "a Dictionary a pane",
            (block, time) =>
            {
                using var lines = new StringReader(Encoding.UTF8.GetString(block.Span));
                while (lines.ReadLine() is { } line)
                    panes.Add(new(time, TagsOf.Text(line)));
            },
            end =>
            {
                var watch = Stopwatch.StartNew();
                panes.Add(new(end, []));
                return watch.Elapsed;
            });
    }

    private sealed record Counting(string Name, Action<ReadOnlyMemory<byte>, long> Add, Func<long, TimeSpan> Slide);
}
