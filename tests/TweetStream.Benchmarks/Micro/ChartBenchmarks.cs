using BenchmarkDotNet.Attributes;
using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Benchmarks.Micro;

/// <summary>A picture of ten tags is drawn and encoded.</summary>
public class ChartBenchmarks
{
    private static readonly Snapshot Window = new()
    {
        Start = DateTimeOffset.UnixEpoch,
        End = DateTimeOffset.UnixEpoch.AddMinutes(1),
        Slide = TimeSpan.FromSeconds(10),
        Posts = 9_412,
        Tags = 6_594,
        Top = [.. Enumerable.Range(1, 10).Select(rank => new Trend($"#tag{rank}", $"#tag{rank}", 1_200 / rank, 1_000 / rank))],
    };

    private static readonly ChartRenderer Renderer = new();

    [Params(ChartStyle.Default, ChartStyle.Seaborn)]
    public ChartStyle Style { get; set; }

    [Benchmark]
    public byte[] Render() => Renderer.Render(Window, new ChartOptions { Style = Style }, Window.End);
}
