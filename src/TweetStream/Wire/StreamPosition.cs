using System.Globalization;

namespace TweetStream.Wire;

/// <summary>
/// Where in a relay's stream to begin.
/// <code>position = "latest" | "earliest" | offset</code>
/// </summary>
public readonly record struct StreamPosition
{
    private const long EarliestMark = -2;
    private const long LatestMark = -1;
    private readonly long _value;

    private StreamPosition(long value) => _value = value;

    /// <summary>Only posts that come from now on.</summary>
    public static StreamPosition Latest { get; } = new(LatestMark);

    /// <summary>Everything that the archive still holds, then what comes.</summary>
    public static StreamPosition Earliest { get; } = new(EarliestMark);

    /// <summary>The post with this offset, or the first one after it that there is; not negative.</summary>
    public static StreamPosition At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new(offset);
    }

    public bool IsLatest => _value == LatestMark;

    public bool IsEarliest => _value == EarliestMark;

    /// <summary>The offset; null where the position is a word.</summary>
    public long? Offset => _value >= 0 ? _value : null;

    /// <summary>Reads a position; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out StreamPosition position, out string reason)
    {
        (position, reason) = (Latest, "");
        switch (value)
        {
            case "latest":
                return true;
            case "earliest":
                position = Earliest;
                return true;
        }

        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            position = new(offset);
            return true;
        }

        reason = $"'{value}' is no position; allowed are latest, earliest and an offset from 0 on";
        return false;
    }

    public override string ToString() => IsLatest ? "latest" : IsEarliest ? "earliest" : _value.ToString(CultureInfo.InvariantCulture);
}
