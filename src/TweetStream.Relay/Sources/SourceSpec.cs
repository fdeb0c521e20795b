namespace TweetStream.Relay.Sources;

/// <summary>
/// Names a source of posts.
/// <code>spec = "replay:" file | "synthetic" | "stdin"</code>
/// </summary>
public sealed record SourceSpec
{
    public static readonly SourceSpec Synthetic = new(SourceKind.Synthetic, null);

    public static readonly SourceSpec StandardInput = new(SourceKind.StandardInput, null);

    private SourceSpec(SourceKind kind, string? file) => (Kind, File) = (kind, file);

    public SourceKind Kind { get; }

    /// <summary>The recording to play; null unless this is a replay.</summary>
    public string? File { get; }

    /// <summary>A recording: one post a line, plain or compressed (<c>.gz</c>, <c>.zst</c>).</summary>
    public static SourceSpec Replay(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return new(SourceKind.Replay, file);
    }

    /// <summary>Reads a specification; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out SourceSpec spec, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        (spec, reason) = (Synthetic, "");
        switch (value)
        {
            case "synthetic":
                return true;
            case "stdin":
                spec = StandardInput;
                return true;
        }

        const string Prefix = "replay:";
        if (value.StartsWith(Prefix, StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(value[Prefix.Length..]))
        {
            spec = Replay(value[Prefix.Length..]);
            return true;
        }

        reason = $"'{value}' is no source; allowed are replay:FILE, synthetic and stdin";
        return false;
    }

    public override string ToString() => Kind switch
    {
        SourceKind.Replay => "replay:" + File,
        SourceKind.StandardInput => "stdin",
        _ => "synthetic",
    };
}

public enum SourceKind
{
    /// <summary>Made up, endless.</summary>
    Synthetic,

    /// <summary>A recorded file.</summary>
    Replay,

    /// <summary>Lines on standard input until it ends.</summary>
    StandardInput,
}
