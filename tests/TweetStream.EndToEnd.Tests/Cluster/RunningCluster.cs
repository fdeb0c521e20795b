using System.Globalization;
using System.Text.Json.Nodes;
using TweetStream.Tests.Cluster.Servers;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>
/// A relay with an archive, a Redis or a PostgreSQL, silos, and one who watches, each a process of its own: what goes wrong with one of
/// them, and whether every window is that of the single process all the same.
/// </summary>
internal sealed class RunningCluster : IDisposable
{
    private const string Results = "cluster.jsonl";
    private static readonly string[] Windows = ["--window", "20s", "--slide", "10s", "--top", "50"];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private readonly Folder _folder = new();
    private readonly List<Silo> _silos = [];
    private readonly CancellationTokenSource _over = new();
    private Task _supervising = Task.CompletedTask;
    private Tweetstream? _watch;

    /// <summary>One over a Redis.</summary>
    public RunningCluster()
        : this(folder => new RedisServer(folder))
    {
    }

    public RunningCluster(Func<Folder, IStoreServer> store)
    {
        Store = store(_folder);
        Relay = new(_folder, "--archive", "posts", "--source", "stdin", "--rate", "max", "--wait-for-clients", "0");
        Posts = new(_folder, Relay);
    }

    public IStoreServer Store { get; }

    /// <summary>What silos and those who ask are given to get at the cluster, beside its membership.</summary>
    public IReadOnlyList<string> Access { get; init; } = [];

    public RestartedRelay Relay { get; }

    public FastPosts Posts { get; }

    public IReadOnlyList<Silo> Silos
    {
        get
        {
            lock (_silos)
                return [.. _silos];
        }
    }

    /// <summary>Windows that were written, as whoever watches sees them.</summary>
    public IReadOnlyList<string> Written => ReadLines(Results);

    public async Task StartAsync(int silos)
    {
        await Store.StartAsync();
        await Relay.StartAndListenAsync();
        await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => Add()).ToList().Select(silo => silo.StartAndJoinAsync()));
        _supervising = Task.Run(SuperviseAsync);
        _watch = Tweetstream.Start(_folder, ["cluster", "watch", "--membership", Store.Membership, .. Access, "--from", "earliest", "--plot", "none", "--output", "none", "--output-file", Results]);
        Posts.Begin();
        await GrowsAsync(5);
    }

    /// <summary>One more silo.</summary>
    public Silo Add()
    {
        var silo = new Silo(_folder, ["--membership", Store.Membership, .. Access, "--relay", Relay.Address, "--from", "earliest", "--partitions", "12", "--idle-after", "never", .. Windows]);
        lock (_silos)
            _silos.Add(silo);
        return silo;
    }

    /// <summary>What <c>cluster status</c> tells.</summary>
    public async Task<JsonNode> StatusAsync()
    {
        var ended = await Tweetstream.RunAsync(_folder, "", ["cluster", "status", "--membership", Store.Membership, .. Access, "--output", "json"]);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return JsonNode.Parse(ended.Output)!;
    }

    /// <summary>Lets something go wrong, and says how long no window came from then on; ends when they come as before.</summary>
    public async Task<TimeSpan> StallAsync(Func<Task> fault)
    {
        const int asBefore = 6;
        var (begun, seen, longest) = (TimeProvider.System.GetTimestamp(), Written.Count, TimeSpan.Zero);
        var (last, until) = (begun, int.MaxValue);
        var happening = fault();
        for (var patience = 2 * Patience.Limit; seen < until; patience -= Poll)
        {
            Assert.True(patience > TimeSpan.Zero, $"no window any more; {Errors}");
            await Task.Delay(Poll, TimeProvider.System);
            var now = Written.Count;
            if (now > seen)
                (seen, last) = (now, TimeProvider.System.GetTimestamp());
            else if (TimeProvider.System.GetElapsedTime(last) is var quiet && quiet > longest)
                longest = quiet;
            if (happening.IsCompleted && until == int.MaxValue)
                until = seen + asBefore;
        }

        await happening;
        return longest;
    }

    /// <summary>So many more windows come.</summary>
    public async Task GrowsAsync(int windows)
    {
        var before = Written.Count;
        await Eventually.HoldsAsync(() => Written.Count >= before + windows, () => $"{windows} more than {before} windows; {Errors}");
    }

    /// <summary>Ends the posts, and compares every window with those of a single process that reads the same archive.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> AssertExactAsync()
    {
        await Posts.EndAsync();
        var single = await SingleProcessAsync();
        await Eventually.HoldsAsync(() => Written.Count >= single.Count, () => $"{single.Count} windows, there are {Written.Count}; {Errors}");
        Assert.Equal(single, Written);
        return single.Count;
    }

    public void Dispose()
    {
        _over.Cancel();
        _supervising.Wait();
        _over.Dispose();
        _watch?.Dispose();
        foreach (var silo in _silos)
            silo.Dispose();
        Relay.Dispose();
        Store.Dispose();
        _folder.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            foreach (var silo in Silos)
                silo.Supervise();
            await Task.Delay(Poll, TimeProvider.System, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Errors => string.Join('\n', _silos.Select(silo => $"{silo.Address}:\n{silo.Process.Errors}").Append($"watch:\n{_watch?.Errors}"));

    private async Task<IReadOnlyList<string>> SingleProcessAsync()
    {
        using var counter = Tweetstream.Start(_folder, ["count", Relay.Address, "--from", "earliest", "--plot", "none", "--output", "none", "--output-file", "single.jsonl", .. Windows]);
        // The windows that the last post, long after the others, is in stay open.
        var slides = (Archived.Lines(_folder.File("posts")).Count - 1 + FastPosts.PostsPerSlide - 1) / FastPosts.PostsPerSlide;
        await Eventually.HoldsAsync(() => ReadLines("single.jsonl").Length == slides + 1, () => string.Create(CultureInfo.InvariantCulture, $"{slides + 1} windows of the single process, {ReadLines("single.jsonl").Length} so far; {counter.Errors}"));
        return ReadLines("single.jsonl");
    }

    private string[] ReadLines(string name)
    {
        if (!File.Exists(_folder.File(name)))
            return [];
        using var reader = new StreamReader(new FileStream(_folder.File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
