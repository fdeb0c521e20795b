using TweetStream.Counter.Feeds;
using TweetStream.Wire;

namespace TweetStream.Counter.Counting;

/// <summary>
/// Where in a relay's stream the counts stand. Owns the arithmetic of offsets: which post is wanted next, which ones were
/// counted already, how many are missing. The lines of a foreign sender have no place, whatever offset they carry.
/// </summary>
internal sealed class Place
{
    private string? _archive;
    private long _next;
    private long _unread;

    /// <summary>The next post wanted; null where there are no numbers.</summary>
    public ArchivePosition? Position
    {
        get => _archive is null ? null : new(_archive, _next + _unread);
        set => (_archive, _next, _unread) = (value?.Archive, value?.Offset ?? 0, 0);
    }

    /// <summary>Whether the lines of this connection have numbers.</summary>
    public bool IsNumbered { get; private set; }

    /// <summary>Moves to where a new connection begins.</summary>
    /// <param name="connection">What is known of it.</param>
    /// <param name="missing">Posts that were passed by; null where nobody can tell.</param>
    /// <returns>Whether posts are missing, or may be.</returns>
    public bool Move(Connection connection, out long? missing)
    {
        var before = Position;
        IsNumbered = connection.Position is not null;
        if (connection.Position is { } given && before?.Archive == given.Archive)
        {
            // Less than was asked for holds what was counted already.
            missing = Math.Max(0, given.Offset - before.Offset);
            if (missing > 0)
                Position = given;
        }
        else
        {
            missing = before is not null ? null : Math.Max(0, connection.Position?.Offset - connection.Asked ?? 0);
            Position = connection.Position;
        }

        return missing != 0;
    }

    /// <summary>Moves past a post; false where it was counted already.</summary>
    /// <param name="offset">What the line says; null where it has no number.</param>
    /// <param name="missing">Posts before it that never came.</param>
    public bool Take(long? offset, out long missing)
    {
        missing = 0;
        if (!IsNumbered)
            return true;
        if (offset is not { } number)
        {
            _unread++;
            return true;
        }

        if (number < _next)
            return false;
        missing = Math.Max(0, number - _next - _unread);
        (_next, _unread) = (number + 1, 0);
        return true;
    }

    /// <summary>Moves past lines that show no number. They had one, it seems; the next one that shows it tells.</summary>
    public void Pass(int lines) => _unread += IsNumbered ? lines : 0;
}
