using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>News of a connection, told before its first line and after its last.</summary>
internal sealed record Connection
{
    /// <summary>To a person or a foreign program, who give no numbers.</summary>
    public static readonly Connection Foreign = new();

    public static readonly Connection Lost = new() { IsLost = true };

    /// <summary>The post that the next line holds; each line has the next number. Null for a foreign sender.</summary>
    public ArchivePosition? Position { get; init; }

    /// <summary>The offset that was asked for; null where it was not one.</summary>
    public long? Asked { get; init; }

    /// <summary>The last post that the relay had when it answered; -1 where there was none, or it is no relay.</summary>
    public long Last { get; init; } = -1;

    public bool IsLost { get; init; }
}
