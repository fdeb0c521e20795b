using BenchmarkDotNet.Attributes;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Wire;

namespace TweetStream.Benchmarks.Micro;

/// <summary>Blocks are cut into lines.</summary>
public class LineBenchmarks
{
    private const int LongestLine = 1 << 20;

    private readonly ReadOnlyMemory<byte> _bytes = MicroPosts.Bytes();
    private readonly LineBuffer _lines = new(LongestLine);

    [Benchmark(OperationsPerInvoke = MicroPosts.Count)]
    public int Cut()
    {
        var cut = 0;
        for (var rest = _bytes.Span; !rest.IsEmpty;)
        {
            _lines.Fill(ref rest);
            while (_lines.TryRead(out _))
                cut++;
        }

        return cut;
    }
}
