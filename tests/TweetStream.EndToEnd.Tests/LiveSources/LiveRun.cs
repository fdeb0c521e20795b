using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.LiveSources;

/// <summary>A relay that follows networks, and a counter of every tag that it sends: two processes, and an archive.</summary>
internal sealed class LiveRun : IDisposable
{
    private readonly Folder _folder;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string[] _options;
    private Tweetstream? _counter;

    private LiveRun(Folder folder, IReadOnlyDictionary<string, string> environment, string[] options, Tweetstream relay) =>
        (_folder, _environment, _options, Relay) = (folder, environment, options, relay);

    public Tweetstream Relay { get; private set; }

    /// <summary>What passed so far.</summary>
    public List<JsonNode> Posts => [.. Archived.Posts(ArchiveIn(_folder))];

    /// <summary>Starts the relay.</summary>
    /// <param name="folder">Where everything is.</param>
    /// <param name="environment">Holds the credentials.</param>
    /// <param name="options">The sources, and what else the relay is told.</param>
    public static async Task<LiveRun> StartAsync(Folder folder, IReadOnlyDictionary<string, string> environment, params string[] options) =>
        new(folder, environment, options, await StartRelayAsync(folder, environment, options));

    /// <summary>Kills the relay as kill -9 does, and starts it again.</summary>
    public async Task RestartRelayAsync()
    {
        Relay.Kill();
        Relay.Dispose();
        Relay = await StartRelayAsync(_folder, _environment, _options);
    }

    /// <summary>Starts the counter, and waits until it is there.</summary>
    public async Task StartCounterAsync(string from = "latest")
    {
        var port = Relay.NumberAfter("Listening on 127.0.0.1:").ToString(CultureInfo.InvariantCulture);
        _counter = Tweetstream.Start(
            _folder, "count", "127.0.0.1:" + port, "--from", from, "--once",
            "--time", "arrival", "--window", "1s", "--slide", "1s", "--top", "0", "--output", "json", "--plot", "none");
        await Relay.SaysAsync("Client 1 connected");
    }

    /// <summary>Waits until so many posts have passed in all.</summary>
    public Task PassedAsync(int posts) => Eventually.HoldsAsync(() => Posts.Count >= posts, () => $"{posts} posts passed; {Relay.Errors}");

    /// <summary>Waits until the counter has so many posts, stops the relay, and tells how often each tag was in them.</summary>
    public async Task<Dictionary<string, long>> CountsAsync(int posts)
    {
        var windows = new List<JsonNode>();
        while (Sum(windows) < posts && await _counter!.Output.ReadLineAsync().WaitAsync(Patience.Limit) is { } line)
            windows.Add(JsonNode.Parse(line)!);
        Relay.Signal(PosixSignal.SIGINT);
        Assert.Equal(0, await Relay.ExitAsync());
        var rest = await _counter!.EndAsync();
        Assert.Equal(0, rest.ExitCode);
        windows.AddRange(rest.Lines.Select(line => JsonNode.Parse(line)!));
        Assert.Equal(posts, Sum(windows));
        return windows.SelectMany(window => window["top"]!.AsArray()).GroupBy(tag => (string)tag!["tag"]!).ToDictionary(tag => tag.Key, tag => tag.Sum(count => (long)count!["count"]!));
    }

    public void Dispose()
    {
        _counter?.Dispose();
        Relay.Dispose();
    }

    private static long Sum(IEnumerable<JsonNode> windows) => windows.Sum(window => (long)window["posts"]!);

    private static string ArchiveIn(Folder folder) => folder.File("posts");

    private static async Task<Tweetstream> StartRelayAsync(Folder folder, IReadOnlyDictionary<string, string> environment, string[] options)
    {
        var relay = Tweetstream.StartWith(folder, environment, ["relay", "--listen", "127.0.0.1:0", "--archive", ArchiveIn(folder), .. options]);
        await relay.SaysAsync("Listening on 127.0.0.1:");
        return relay;
    }
}
