using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>Metrics that are sent to a collector, which is a real server here.</summary>
public sealed class OtlpTests : IAsyncLifetime, IDisposable
{
    private readonly Folder _folder = new();
    private readonly WebApplication _collector;
    private readonly ConcurrentQueue<(string Path, string? Type, string? Token, byte[] Body)> _received = new();

    public OtlpTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _collector = builder.Build();
        _collector.Urls.Add("http://127.0.0.1:0");
        _collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Enqueue((context.Request.Path, context.Request.ContentType, context.Request.Headers.Authorization, body.ToArray()));
            context.Response.StatusCode = (int)HttpStatusCode.OK;
        });
    }

    public Task InitializeAsync() => _collector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "/v1/metrics")]
    [InlineData("/api/otlp/metrics", "/api/otlp/metrics")]
    public async Task A_counter_sends_its_metrics_to_the_collector_and_the_last_ones_when_it_is_stopped(string path, string expected)
    {
        using var counter = Tweetstream.StartWith(
            _folder, Environment("3600000"), "count", "-", "--otlp", _collector.Urls.Single() + path, "--plot", "none", "--output", "json");
        var ended = await counter.EndAsync("#a\n#b #c\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        var (requestPath, type, token, body) = Assert.Single(_received);
        Assert.Equal(expected, requestPath);
        Assert.Equal("application/x-protobuf", type);
        Assert.Equal("Bearer open-sesame-4711", token);
        Assert.DoesNotContain("open-sesame", ended.Errors, StringComparison.Ordinal);
        var points = Otlp.Points(body).ToLookup(point => point.Name, point => point.Value);
        Assert.Equal([2], points["tweetstream.counter.posts"]);
        Assert.Equal([3], points["tweetstream.counter.tags"]);
        Assert.NotEmpty(points["dotnet.process.memory.working_set"]);
        Assert.Contains("my-counter", System.Text.Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_sends_its_metrics_again_and_again()
    {
        using var relay = Tweetstream.StartWith(
            _folder, Environment("200"), "relay", "--listen", "127.0.0.1:0", "--source", "stdin", "--wait-for-clients", "0", "--archive", "posts", "--otlp", _collector.Urls.Single());
        await relay.HearAsync("one\ntwo\nthree\n");
        await Eventually.HoldsAsync(() => _received.Any(request => Otlp.Points(request.Body).Contains(("tweetstream.relay.posts", 3))), () => $"{_received.Count} requests; {relay.Errors}");
        var so = _received.Count;
        await Eventually.HoldsAsync(() => _received.Count > so, () => $"{_received.Count} requests; {relay.Errors}");
        relay.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await relay.ExitAsync());
    }

    [Fact]
    public async Task A_collector_that_is_not_there_holds_up_nothing()
    {
        using var counter = Tweetstream.StartWith(_folder, Environment("100"), "count", "-", "--otlp", "http://127.0.0.1:1", "--plot", "none", "--output", "json");
        var ended = await counter.EndAsync("#a\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("#a", ended.Output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Environment(string everyMilliseconds) => new(StringComparer.Ordinal)
    {
        ["OTEL_METRIC_EXPORT_INTERVAL"] = everyMilliseconds.ToString(CultureInfo.InvariantCulture),
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer%20open-sesame-4711",
        ["OTEL_SERVICE_NAME"] = "my-counter",
    };
}
