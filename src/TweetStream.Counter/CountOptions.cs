using TweetStream.Charts;
using TweetStream.Tagging;
using TweetStream.Trends;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Counter;

/// <summary>What the counter reads, counts and shows. Validated before it gets here.</summary>
public sealed record CountOptions
{
    public required CountInput Input { get; init; }

    /// <summary>Where in a relay's stream to begin, where no state says it.</summary>
    public StreamPosition From { get; init; } = StreamPosition.Latest;

    /// <summary>Whether the connection is encrypted, and the relay shows who it is.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file with the certificates that are trusted; null for those that the system trusts.</summary>
    public string? TlsCaFile { get; init; }

    /// <summary>The secret by which the relay knows its clients; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Folder of the checkpoints; null for none.</summary>
    public string? StateFolder { get; init; }

    /// <summary>File to which results are appended, CSV where its name says so, else JSON lines; null for none.</summary>
    public string? OutputFile { get; init; }

    /// <summary>File for lines that could not be read; null for none.</summary>
    public string? DeadLetterFile { get; init; }

    /// <summary>20 s windows every 10 s, as in the exercise that this began with.</summary>
    public WindowSpec Windows { get; init; } = new(20_000, 10_000);

    /// <summary>How many tags to rank; 0 is all.</summary>
    public int Top { get; init; } = 10;

    /// <summary>What decides the order of the tags.</summary>
    public Rank Rank { get; init; } = Rank.Count;

    public TimeChoice Time { get; init; } = TimeChoice.Auto;

    public CountBy By { get; init; } = CountBy.Hashtags;

    /// <summary>Whether spellings that differ in case are different tags.</summary>
    public bool KeepCase { get; init; }

    /// <summary>A post stamped further ahead of its arrival than this counts at its arrival, so that no post from 2100 closes every window.</summary>
    public TimeSpan FurthestAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest line in bytes; longer ones are left out and counted.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>Most spellings of tags that are held in memory; beyond, the rarest are given up and counted.</summary>
    public int MaxTags { get; init; } = 1_000_000;

    /// <summary>Whether the end of the input, a closed connection too, ends the run.</summary>
    public bool Once { get; init; }

    /// <summary>Ends the run after so long; null never.</summary>
    public TimeSpan? For { get; init; }

    public OutputFormat Output { get; init; } = OutputFormat.Table;

    /// <summary>Where the picture goes; null for none.</summary>
    public string? PicturePath { get; init; }

    public ChartStyle Style { get; init; } = ChartStyle.Default;

    /// <summary>Pixels of the picture per unit of its design; 2 for high density.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What the picture names as its source; null for the input itself.</summary>
    public string? SourceName { get; init; }

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => $"count {Input}";
}

/// <summary>Which time a post counts at.</summary>
public enum TimeChoice
{
    /// <summary>Event time where the first post carries one, else arrival.</summary>
    Auto,

    /// <summary>When the post was made; posts that do not say so count at their arrival.</summary>
    Event,

    /// <summary>When the post got here.</summary>
    Arrival,
}

/// <summary>What goes to standard output.</summary>
public enum OutputFormat
{
    Table,
    Json,
    Csv,
    None,
}
