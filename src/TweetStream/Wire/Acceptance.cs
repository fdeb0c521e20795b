using System.Globalization;

namespace TweetStream.Wire;

/// <summary>What the relay says when it accepts a subscription: which archive it has, what is in it, and where the subscriber begins.</summary>
/// <param name="Archive">Identity of the archive, or of the run where the relay keeps none; offsets mean nothing in another.</param>
/// <param name="First">Offset of the first post that can be read.</param>
/// <param name="Last">Offset of the last one; one less than <paramref name="First"/> while there is none.</param>
/// <param name="Next">Offset of the next post that the subscriber gets. More than it asked for means that posts between are no longer there.</param>
public sealed record Acceptance(string Archive, long First, long Last, long Next)
{
    /// <summary>Reads the words of an answer; names that are not known are ignored.</summary>
    internal static bool TryParse(string words, out Acceptance acceptance)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Split('=', 2) is [var name, var value])
                values[name] = value;
        }

        acceptance = new(values.GetValueOrDefault("archive", ""), 0, -1, 0);
        if (!Offset("first", out var first) || !Offset("last", out var last) || !Offset("next", out var next))
            return false;
        acceptance = acceptance with { First = first, Last = last, Next = next };
        return acceptance.Archive.Length > 0;

        bool Offset(string name, out long offset) =>
            long.TryParse(values.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"archive={Archive} first={First} last={Last} next={Next}");
}
