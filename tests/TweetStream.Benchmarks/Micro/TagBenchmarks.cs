using BenchmarkDotNet.Attributes;
using TweetStream.Hashtags;

namespace TweetStream.Benchmarks.Micro;

/// <summary>A text, or a tag of it, at a time: found, folded, numbered.</summary>
public class TagBenchmarks
{
    private readonly byte[][] _texts = MicroPosts.Texts();
    private readonly byte[][] _tags = MicroPosts.Tags();
    private readonly byte[][] _distinct = MicroPosts.DistinctTags(MicroPosts.Count);
    private readonly ReadOnlyMemory<byte> _lines = MicroPosts.Bytes();
    private readonly List<Range> _found = [];
    private readonly TagFolder _folder = new(keepCase: false);
    private readonly TagTable _table = new(keepCase: false);
    private readonly LineScanner _scanner = new();
    private readonly TagBatch _batch = new();

    [GlobalSetup]
    public void Know() => ScanAndInternLines();

    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int Scan()
    {
        var tags = 0;
        foreach (var text in _texts)
        {
            _found.Clear();
            HashtagScanner.Scan(text, _found);
            tags += _found.Count;
        }

        return tags;
    }

    /// <summary>Whole lines, and their tags together, as the counter does it with plain text.</summary>
    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int ScanAndInternLines()
    {
        var sum = 0;
        for (var rest = _lines.Span; _scanner.Scan(rest, _batch) is > 0 and var taken; rest = rest[taken..])
        {
            foreach (var number in _table.Intern(_batch))
                sum += number;
            _batch.Clear();
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int Fold()
    {
        var bytes = 0;
        foreach (var tag in _tags)
            bytes += _folder.Fold(tag).Length;
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int InternKnown()
    {
        var sum = 0;
        foreach (var tag in _tags)
            sum += _table.Intern(tag);
        return sum;
    }

    /// <summary>With its share of a table that grows from nothing.</summary>
    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int InternNew()
    {
        var table = new TagTable(keepCase: false);
        foreach (var tag in _distinct)
            table.Intern(tag);
        return table.Count;
    }
}
