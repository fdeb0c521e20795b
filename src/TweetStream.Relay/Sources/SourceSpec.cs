namespace TweetStream.Relay.Sources;

/// <summary>
/// Names a source of posts.
/// <code>
/// spec    = "replay:" file | "synthetic" | "stdin" | network [ ":" address ]
/// network = "bluesky" | "mastodon" | "x" | "x-tweetinvi"
/// address = host [ ":" port ] | URL
/// </code>
/// Without an address it is the network's own, for Mastodon the server mastodon.social. A host alone is asked over TLS.
/// </summary>
public sealed record SourceSpec
{
    public static readonly SourceSpec Synthetic = new(SourceKind.Synthetic, null, null);

    public static readonly SourceSpec StandardInput = new(SourceKind.StandardInput, null, null);

    private const string ReplayPrefix = "replay:";

    private static readonly (string Name, SourceKind Kind, string Scheme)[] Networks =
    [
        ("bluesky", SourceKind.Bluesky, "wss"), ("mastodon", SourceKind.Mastodon, "https"), ("x", SourceKind.X, "https"), ("x-tweetinvi", SourceKind.XTweetinvi, "https"),
    ];

    private SourceSpec(SourceKind kind, string? file, Uri? address) => (Kind, File, Address) = (kind, file, address);

    public SourceKind Kind { get; }

    /// <summary>The recording to play; null unless this is a replay.</summary>
    public string? File { get; }

    /// <summary>Where a network is asked, scheme and host; null for the network's own address.</summary>
    public Uri? Address { get; }

    /// <summary>A recording: one post a line, plain or compressed (<c>.gz</c>, <c>.zst</c>).</summary>
    public static SourceSpec Replay(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new(SourceKind.Replay, file, null);
    }

    /// <summary>A network.</summary>
    /// <param name="kind">One of the networks.</param>
    /// <param name="address">Null for the network's own.</param>
    public static SourceSpec Network(SourceKind kind, Uri? address = null) =>
        Networks.Any(network => network.Kind == kind) ? new(kind, null, address) : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Must be a network.");

    /// <summary>Reads a specification; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out SourceSpec spec, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        reason = "";
        var (name, rest) = value.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (value[..colon], value[(colon + 1)..]) : (value, null);
        var read = (name, rest) switch
        {
            ("synthetic", null) => Synthetic,
            ("stdin", null) => StandardInput,
            ("replay", { } file) when !string.IsNullOrWhiteSpace(file) => Replay(file),
            _ => ReadNetwork(name, rest),
        };
        spec = read ?? Synthetic;
        if (read is null)
            reason = $"'{value}' is no source; allowed are bluesky, mastodon:HOST, x, x-tweetinvi, {ReplayPrefix}FILE, synthetic and stdin, and an address after a network such as x:http://127.0.0.1:8080";
        return read is not null;
    }

    public override string ToString()
    {
        if (Networks.FirstOrDefault(network => network.Kind == Kind) is not { Name: { } name, Scheme: { } scheme })
            return Kind == SourceKind.Replay ? ReplayPrefix + File : Kind == SourceKind.StandardInput ? "stdin" : "synthetic";
        return Address is null ? name : $"{name}:{(Address.Scheme == scheme ? Address.Authority : Address.GetLeftPart(UriPartial.Authority))}";
    }

    private static SourceSpec? ReadNetwork(string name, string? address)
    {
        var network = Networks.FirstOrDefault(network => network.Name == name);
        if (network.Name is null || address is null)
            return network.Name is null ? null : new(network.Kind, null, null);
        var isUrl = address.Contains("://", StringComparison.Ordinal);
        string[] schemes = network.Scheme == "wss" ? ["wss", "ws"] : ["https", "http"];
        return Uri.TryCreate(isUrl ? address : $"{network.Scheme}://{address}", UriKind.Absolute, out var uri)
            && schemes.Contains(uri.Scheme) && uri is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" } && uri.Host.Length > 0
            ? new(network.Kind, null, uri) : null;
    }
}

public enum SourceKind
{
    /// <summary>Made up, endless.</summary>
    Synthetic,

    /// <summary>A recorded file.</summary>
    Replay,

    /// <summary>Lines on standard input until it ends.</summary>
    StandardInput,

    /// <summary>Bluesky's public stream, which needs no key.</summary>
    Bluesky,

    /// <summary>A Mastodon server's public posts.</summary>
    Mastodon,

    /// <summary>X's filtered stream, for those who pay for it.</summary>
    X,

    /// <summary>The same by the library Tweetinvi, where it is built in.</summary>
    XTweetinvi,
}
