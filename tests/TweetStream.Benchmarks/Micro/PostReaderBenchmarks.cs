using System.Text;
using BenchmarkDotNet.Attributes;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Posts;

namespace TweetStream.Benchmarks.Micro;

/// <summary>A line is decoded, in the form of each network.</summary>
public class PostReaderBenchmarks
{
    private readonly PostReader _reader = new();
    private readonly PostBuffer _post = new();
    private byte[] _line = [];

    public static IEnumerable<string> Forms => NetworkPosts.Forms.Select(form => form.Name);

    [ParamsSource(nameof(Forms))]
    public string Form { get; set; } = "";

    [GlobalSetup]
    public void Write() => _line = Encoding.UTF8.GetBytes(NetworkPosts.Forms.Single(form => form.Name == Form).Line(1));

    [Benchmark]
    public LineKind Read() => _reader.Read(_line, _post);
}
