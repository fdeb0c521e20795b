using System.Net;
using TweetStream.Archive;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Mastodon;
using TweetStream.Relay.Sources.X;

namespace TweetStream.Relay;

/// <summary>What a relay does, from where and for whom. Vary with <c>with</c>.</summary>
public sealed record RelayOptions
{
    public const int DefaultPort = 5555;

    /// <summary>Addresses to listen on, at least one; port 0 takes any free one.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, DefaultPort)];

    /// <summary>A further listener that speaks TLS; null for none.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Whether an address may be listened on that other machines can reach.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>The secret that every client must say in its first line; null where none is wanted.</summary>
    public string? Token { get; init; }

    /// <summary>Where posts are kept; null for nowhere.</summary>
    public ArchiveOptions? Archive { get; init; }

    /// <summary>File for lines of a source that cannot be read; null for none.</summary>
    public string? DeadLetterFile { get; init; }

    /// <summary>Takes any free port where the wanted one is taken, and says so in the log, instead of failing.</summary>
    public bool AnyPortIfTaken { get; init; }

    /// <summary>Where posts come from, at least one.</summary>
    public IReadOnlyList<SourceSpec> Sources { get; init; } = [SourceSpec.Synthetic];

    /// <summary>Whether the sources play one after the other, as listed, instead of all at once.</summary>
    public bool InTurn { get; init; }

    /// <summary>A post passes where it meets one of these; none lets every post pass. Networks that can are asked for just these.</summary>
    public IReadOnlyList<TrackTerm> Track { get; init; } = [];

    /// <summary>A post passes where it says that it is in one of these, BCP 47 tags that meet longer ones too; none lets every post pass.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Looked at on our side alone, for every source: a post must meet one word or tag, one language, and nothing unwanted.</summary>
    public IReadOnlyList<FilterTerm> Filter { get; init; } = [];

    public XOptions X { get; init; } = new();

    public BlueskyOptions Bluesky { get; init; } = new();

    public MastodonOptions Mastodon { get; init; } = new();

    /// <summary>Speed of a replay and of the synthetic source.</summary>
    public PostRate Rate { get; init; } = PostRate.Realtime;

    /// <summary>Whether a replay starts over at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Seed of the synthetic source: same seed and rate, same posts apart from their times. Null makes others every time.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether the recorded times of a replay are shifted so that it plays as if it happened now.</summary>
    public bool Restamp { get; init; }

    /// <summary>Longest line of a source in bytes, at least 1; a longer one is left out and counted.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes that may wait for one client, at least 1; a client with more waiting is disconnected and counted as slow. A
    /// subscriber to JSON that is behind reads the archive instead, where there is one.
    /// </summary>
    public long ClientQueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The same in time, above 0: how long a post may be on its way to one client.</summary>
    public TimeSpan ClientAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After so long without any sign of life, 1 s to a day, not even to the network's own probes, a client is gone; silence alone is no sign of death.</summary>
    public TimeSpan ClientTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Clients at once, at least 1; a further one is disconnected at once.</summary>
    public int MaxClients { get; init; } = 10_000;

    /// <summary>
    /// Clients that must be connected before the sources start, at least 0. Null stands for 1 where every source comes
    /// to an end, so that nothing is played to nobody, and for 0 otherwise.
    /// </summary>
    public int? WaitForClients { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, its value and what is allowed.</summary>
    public void Validate()
    {
        Require(Listen.Count > 0, nameof(Listen), "nothing", "at least one address");
        Require(Sources.Count > 0, nameof(Sources), "nothing", "at least one source");
        Require(Sources.Count(s => s.Kind == SourceKind.StandardInput) < 2, nameof(Sources), "stdin twice", "stdin once");
        Require(Sources.Count(s => s.Kind == SourceKind.Bluesky) < 2, nameof(Sources), "bluesky twice", "it once, for each server has cursors of its own");
        Require(Sources.Count(s => s.Kind is SourceKind.X or SourceKind.XTweetinvi) < 2, nameof(Sources), "x twice", "it once, by itself or by Tweetinvi: there is one account, one stream and one cap");
        foreach (var twice in Sources.Where(s => s.Kind > SourceKind.StandardInput).GroupBy(s => (s.Kind, s.Address)).Where(g => g.Count() > 1))
            Require(false, nameof(Sources), $"{twice.First()} twice", "each network's address once");
        foreach (var source in Sources.Where(s => s.Address?.Scheme == "http"))
            Require(source.Address!.IsLoopback, nameof(Sources), source, "https, over which nobody reads the token, or http on this machine");
        Require(X.MaxPostsPerDay is null or > 0, nameof(X.MaxPostsPerDay), X.MaxPostsPerDay, "at least 1");
        Require(X.BackfillMinutes is >= 0 and <= 5, nameof(X.BackfillMinutes), X.BackfillMinutes, "0 to 5");
        Require(X.Rules.All(rule => rule.Length is > 0 and <= 1024), nameof(X.Rules), "one that is empty or too long", "rules of 1 to 1,024 characters");
        Require(!Bluesky.Zstd || Bluesky.Version == JetstreamVersion.V2, nameof(Bluesky.Zstd), $"{Bluesky.Zstd} with V1, whose dictionary no server gives out", "V2 for compressed messages, or V1 without");
        Require(Mastodon.PollEvery >= TimeSpan.FromSeconds(5) && Mastodon.PollEvery <= TimeSpan.FromHours(1), nameof(Mastodon.PollEvery), Mastodon.PollEvery, "5 s to an hour");
        Require(MaxLineBytes > 0, nameof(MaxLineBytes), MaxLineBytes, "at least 1");
        Require(ClientQueueBytes > 0, nameof(ClientQueueBytes), ClientQueueBytes, "at least 1");
        Require(ClientAge > TimeSpan.Zero, nameof(ClientAge), ClientAge, "above 0");
        Require(ClientTimeout >= TimeSpan.FromSeconds(1) && ClientTimeout <= TimeSpan.FromDays(1), nameof(ClientTimeout), ClientTimeout, "1 s to a day");
        foreach (var address in Tls is null ? Listen : [.. Listen, Tls.Listen])
            Require(AllowRemote || IPAddress.IsLoopback(address.Address), nameof(Listen), address, "an address that only this machine can reach, or AllowRemote");
        Require(MaxClients > 0, nameof(MaxClients), MaxClients, "at least 1");
        Require(WaitForClients is null or >= 0, nameof(WaitForClients), WaitForClients, "at least 0");
    }

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => nameof(RelayOptions);

    private static void Require(bool holds, string option, object? value, string allowed)
    {
        if (!holds)
            throw new ArgumentException($"{option} is {value}; allowed is {allowed}", option);
    }
}
