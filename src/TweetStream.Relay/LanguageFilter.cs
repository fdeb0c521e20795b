using System.Text;
using TweetStream.Posts;

namespace TweetStream.Relay;

/// <summary>
/// Meets posts in one of these languages: <c>en</c> meets <c>en</c>, <c>EN</c> and <c>en-GB</c>, and <c>pt-BR</c> only that.
/// A post that does not say its language is in none.
/// </summary>
/// <remarks>Basic filtering of RFC 4647, section 3.3.1, of a post's language by each of the given ranges.</remarks>
internal sealed class LanguageFilter(IEnumerable<string> languages)
{
    private readonly byte[][] _languages = [.. languages.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether it is met, or there is nothing to meet.</summary>
    public bool Passes(PostBuffer post) => _languages.Length == 0 || Meets(post);

    /// <summary>Whether one of the post's languages is one of these.</summary>
    public bool Meets(PostBuffer post)
    {
        if (Meets(post[PostField.Language]))
            return true;
        var others = post[PostField.OtherLanguages];
        foreach (var other in others.Split((byte)','))
        {
            if (Meets(others[other]))
                return true;
        }

        return false;
    }

    private bool Meets(ReadOnlySpan<byte> language)
    {
        foreach (var wanted in _languages)
        {
            if (language.Length >= wanted.Length
                && Ascii.EqualsIgnoreCase(language[..wanted.Length], wanted)
                && (language.Length == wanted.Length || language[wanted.Length] is (byte)'-' or (byte)'_'))
                return true;
        }

        return false;
    }
}
