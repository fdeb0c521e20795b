using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests;

/// <summary>Two processes and a socket between them.</summary>
public sealed class RelayAndCounterTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recording_of_every_network_is_counted_by_the_tags_that_the_network_names()
    {
        var recording = _folder.Write("all.jsonl", """
            {"created_at":"Sun Aug 31 00:29:15 +0000 2014","id_str":"505874924095815681","text":"cut #off","truncated":true,"extended_tweet":{"full_text":"whole #Whole #More","entities":{"hashtags":[{"text":"Whole"},{"text":"More"}]}},"entities":{"hashtags":[{"text":"off"}]},"user":{"screen_name":"a"},"lang":"en"}
            {"limit":{"track":14}}
            {"data":{"id":"1","text":"#two","created_at":"2014-08-31T00:29:16.000Z","entities":{"hashtags":[{"start":0,"end":4,"tag":"two"}]}}}
            {"did":"did:plc:x","time_us":1409444957000000,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3","record":{"text":"#sky","facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"sky"}]}],"tags":["unseen"]}}}
            {"did":"did:plc:x","time_us":1409444957000001,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.like","rkey":"4","record":{}}}
            {"id":"9","uri":"https://example.org/9","created_at":"2014-08-31T00:29:18.000Z","content":"<p>toot <a href=\"https://example.org/tags/piano\">#<span>Piano</span></a></p>","tags":[{"name":"piano"}],"account":{"acct":"b"}}
            {"text":"own #own","created_at":"2014-08-31T00:29:19Z"}

            """);
        Assert.Equal(
            new Dictionary<string, long>(StringComparer.Ordinal) { ["#whole"] = 1, ["#more"] = 1, ["#two"] = 1, ["#sky"] = 1, ["#unseen"] = 1, ["#piano"] = 1, ["#own"] = 1 },
            await CountThroughRelayAsync(recording));
    }

    [SkippableTheory]
    [InlineData("tweets-v1.1-cjk-100.jsonl")]
    [InlineData("bluesky-jetstream-v1-152.jsonl")]
    public async Task The_public_recordings_are_counted_by_the_tags_that_the_network_names(string name)
    {
        var recording = Path.Combine(Root(), "..", "shared", "data", name);
        Skip.IfNot(File.Exists(recording), $"the recording {name} is not beside the project");
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var post in File.ReadLines(recording).Select(line => JsonNode.Parse(line)!))
        {
            foreach (var tag in NamedBy(post).Select(tag => "#" + tag.ToLowerInvariant()).Distinct())
                expected[tag] = expected.GetValueOrDefault(tag) + 1;
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await CountThroughRelayAsync(recording));
    }

    [Fact]
    public async Task Clients_that_never_read_or_vanish_disturb_nobody()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "synthetic", "--rate", "40000", "--seed", "1", "--client-queue", "4MiB");
        using (relay)
        {
            using var lazy = new TcpClient { ReceiveBufferSize = 4096 };
            await lazy.ConnectAsync(IPAddress.Loopback, port);
            for (var i = 0; i < 20; i++)
            {
                using var passing = new TcpClient();
                await passing.ConnectAsync(IPAddress.Loopback, port);
            }

            using var steady = new TcpClient();
            await steady.ConnectAsync(IPAddress.Loopback, port);
            using var reader = new StreamReader(steady.GetStream());
            var lazyIsGone = relay.SaysAsync("too slow");
            while (!lazyIsGone.IsCompleted)
                Assert.False(string.IsNullOrEmpty(await reader.ReadLineAsync().WaitAsync(Patience.Limit)));
            await lazyIsGone;
            Assert.False(string.IsNullOrEmpty(await reader.ReadLineAsync().WaitAsync(Patience.Limit)));
            relay.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await relay.ExitAsync());
        }
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_stop_under_load_leaves_whole_lines_and_whole_files(PosixSignal signal)
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "synthetic", "--rate", "5000");
        using (relay)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
            using var counter = Tweetstream.Start(_folder, "count", address, "--output", "json", "--window", "1s", "--slide", "1s");
            using var netcat = new TcpClient();
            await netcat.ConnectAsync(IPAddress.Loopback, port);
            var received = new StreamReader(netcat.GetStream()).ReadToEndAsync();
            var output = new List<string> { (await counter.Output.ReadLineAsync().WaitAsync(Patience.Limit))! };
            while (!File.Exists(_folder.File("plot_sns.png")))
                output.Add((await counter.Output.ReadLineAsync().WaitAsync(Patience.Limit))!);

            counter.Signal(signal);
            Assert.Equal(0, await counter.ExitAsync());
            output.AddRange((await counter.Output.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.All(output, line => JsonDocument.Parse(line).Dispose());

            relay.Signal(signal);
            Assert.Equal(0, await relay.ExitAsync());
            Assert.EndsWith("\n", await received, StringComparison.Ordinal);
            AssertPng(_folder.File("plot_sns.png"));
            Assert.Equal(["plot_sns.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
        }
    }

    [Fact]
    public async Task The_demo_ends_with_a_picture_and_names_it()
    {
        using var demo = Tweetstream.Start(_folder, "demo", "--for", "6s");
        var ended = await demo.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(_folder.File("plot_sns.png"), ended.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("leads with", ended.Lines[^1], StringComparison.Ordinal);
        AssertPng(_folder.File("plot_sns.png"));
    }

    [Fact]
    public async Task The_demo_takes_another_port_where_5555_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 5555);
        try
        {
            other.Start();
        }
        catch (SocketException)
        {
            // Then somebody else has it, which serves as well.
        }

        using var demo = Tweetstream.Start(_folder, "demo", "--for", "3s");
        var ended = await demo.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Port 5555 is taken", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("leads with", ended.Lines[^1], StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, long>> CountThroughRelayAsync(string recording)
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "replay:" + recording, "--rate", "max");
        using (relay)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
            using var counter = Tweetstream.Start(_folder, "count", address, "--once", "--plot", "none", "--output", "json", "--window", "24h", "--slide", "24h", "--top", "0");
            var ended = await counter.EndAsync();
            Assert.Equal(0, ended.ExitCode);
            Assert.Equal(0, await relay.ExitAsync());
            return JsonNode.Parse(Assert.Single(ended.Lines))!["top"]!.AsArray().ToDictionary(tag => (string)tag!["tag"]!, tag => (long)tag!["count"]!, StringComparer.Ordinal);
        }
    }

    private static IEnumerable<string> NamedBy(JsonNode post)
    {
        if (post["entities"]?["hashtags"] is JsonArray hashtags)
            return hashtags.Select(tag => (string)tag!["text"]!);
        if ((string?)post["commit"]?["collection"] != "app.bsky.feed.post" || post["commit"]!["record"] is not { } record)
            return [];
        var facets = record["facets"]?.AsArray().SelectMany(facet => facet!["features"]!.AsArray()).Where(feature => feature!["tag"] is not null).Select(feature => (string)feature!["tag"]!) ?? [];
        return facets.Concat(record["tags"]?.AsArray().Select(tag => (string)tag!) ?? []);
    }

    private static void AssertPng(string file)
    {
        var bytes = File.ReadAllBytes(file);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], bytes[..4]);
        Assert.Equal("IEND", System.Text.Encoding.ASCII.GetString(bytes[^8..^4]));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TweetStream.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
