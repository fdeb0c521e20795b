using System.Text;
using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Relay;

/// <summary>
/// Meets posts that have one of the tags or words. Counts nothing and knows no source. Not for use by two threads at once.
/// </summary>
internal sealed class TrackFilter
{
    private readonly TagFolder _folder = new(keepCase: false);
    private readonly TagFinder _finder = new();
    private readonly byte[][] _tags;
    private readonly byte[][] _words;

    public TrackFilter(IEnumerable<TrackTerm> terms)
    {
        var folded = terms.ToLookup(t => t.IsTag, t => _folder.Fold(Encoding.UTF8.GetBytes(t.Text)).ToArray());
        _tags = [.. folded[true]];
        _words = [.. folded[false]];
    }

    /// <summary>Whether it is met, or there is nothing to meet.</summary>
    public bool Passes(PostBuffer post) => (_tags.Length == 0 && _words.Length == 0) || Meets(post);

    public bool Meets(PostBuffer post) => HasTrackedTag(post) || HasTrackedWord(post);

    private bool HasTrackedTag(PostBuffer post)
    {
        if (_tags.Length == 0)
            return false;
        _finder.Complete(post);
        for (var i = 0; i < post.TagCount; i++)
        {
            var folded = _folder.Fold(post.Tag(i));
            foreach (var tag in _tags)
            {
                if (folded.SequenceEqual(tag))
                    return true;
            }
        }

        return false;
    }

    private bool HasTrackedWord(PostBuffer post)
    {
        if (_words.Length == 0)
            return false;
        var text = _folder.Fold(post.Text);
        foreach (var word in _words)
        {
            if (HoldsWord(text, word))
                return true;
        }

        return false;
    }

    private static bool HoldsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var from = 0; text[from..].IndexOf(word) is >= 0 and var at; from += at + 1)
        {
            var start = from + at;
            if (IsBoundary(text[..start], word) && IsBoundary(word, text[(start + word.Length)..]))
                return true;
        }

        return false;
    }

    // Between two characters of words there is none, except beside a script that is written without blanks, where
    // nobody can tell where a word ends without a dictionary.
    private static bool IsBoundary(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.IsEmpty || after.IsEmpty)
            return true;
        Rune.DecodeLastFromUtf8(before, out var last, out _);
        Rune.DecodeFromUtf8(after, out var first, out _);
        return !IsOfWord(last) || !IsOfWord(first) || IsUnspaced(last) || IsUnspaced(first);
    }

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is
            System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsUnspaced(Rune rune) => rune.Value switch
    {
        >= 0x0E00 and <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F or >= 0xA9E0 and <= 0xA9FF or >= 0xAA60 and <= 0xAA7F => true, // Myanmar
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x2E80 and <= 0x2FDF or >= 0x3005 and <= 0x3007 or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF
            or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF => true, // Han
        >= 0x3040 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9F or >= 0x1AFF0 and <= 0x1B16F => true, // Kana
        _ => false,
    };
}
