using System.Text;

namespace TweetStream.Relay;

/// <summary>
/// One term of a track filter.
/// <code>term = ( "#" | "＃" ) tag | words</code>
/// A tag is met by a post that has it, words by a post whose text holds them as whole words; case and width do not matter.
/// </summary>
public sealed record TrackTerm
{
    private TrackTerm(string text, bool isTag) => (Text, IsTag) = (text, isTag);

    /// <summary>The tag without its sign, or the words.</summary>
    public string Text { get; }

    public bool IsTag { get; }

    /// <summary>Reads a term; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out TrackTerm term, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        var trimmed = value.Trim();
        var read = trimmed is ['#' or '＃', .. var tag] ? new TrackTerm(tag, true) : new(trimmed, false);
        var holds = read.Text.Length > 0
            && read.Text.EnumerateRunes().All(r => r != Rune.ReplacementChar && !(read.IsTag && Rune.IsWhiteSpace(r)));
        term = read;
        reason = holds ? "" : $"'{value}' cannot be tracked; allowed are WORD and #TAG";
        return holds;
    }

    public override string ToString() => IsTag ? "#" + Text : Text;
}
