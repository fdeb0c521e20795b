using BenchmarkDotNet.Attributes;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Hashtags;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Benchmarks.Micro;

/// <summary>A post with one tag is added, an open window of many tags is ranked.</summary>
public class WindowBenchmarks
{
    private const int Slide = 10_000, Window = 60_000;

    private readonly TagTable _table = new(keepCase: false);
    private readonly SlidingCounts _counts = new(new(Window, Slide));
    private Ranking? _ranking;
    private int[] _ids = [];

    /// <summary>Distinct tags of the window.</summary>
    [Params(1_000, 100_000)]
    public int Tags { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        foreach (var tag in MicroPosts.DistinctTags(Tags))
        {
            var id = _table.Intern(tag);
            _counts.Add(id % Window, [id]);
        }

        _ids = [.. Enumerable.Range(0, MicroPosts.Count).Select(_ => Corpus.Zipf(random, Tags) - 1)];
        _ranking = new(_table, top: 10, "#");
    }

    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public void Add()
    {
        foreach (var id in _ids)
            _counts.Add(Window - 1, [id]);
    }

    [Benchmark]
    public long Rank()
    {
        var tags = 0L;
        _counts.TryPeek(window => tags = _ranking!.Of(window).Tags);
        return tags;
    }
}
