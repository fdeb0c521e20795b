using System.Buffers;

namespace TweetStream.Hashtags;

/// <summary>
/// Tells whether a hashtag's sign stands inside a URL. Owns when to look for URLs at all: no URL holds white space, and one
/// that holds a sign has a slash before it, so most tags cost one look at the byte before. Leaves the URLs to <see cref="UrlScanner"/>.
/// </summary>
internal ref struct UrlCover(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create("\t\n\v\f\r "u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private UrlScanner _urls = new(text);
    private int _examined;
    private int _word; // start of the blank-free stretch that ends at _examined
    private bool _slash; // whether that stretch has a slash

    /// <summary>To be asked with rising <paramref name="sign"/>; <paramref name="lastTag"/> is where the last tag found ended. Of a tag and a URL that overlap the first counts.</summary>
    public bool Covers(int sign, int lastTag)
    {
        if (sign == 0 || Blanks.Contains(_text[sign - 1]))
            return false;

        var unseen = _text[_examined..sign];
        var blank = unseen.LastIndexOfAny(Blanks);
        if (blank >= 0)
        {
            _word = _examined + blank + 1;
            _slash = false;
            unseen = unseen[(blank + 1)..];
        }

        _examined = sign;
        _slash |= unseen.Contains((byte)'/');
        if (!_slash)
            return false;

        _urls.SkipTo(_word);
        while (_urls.End <= sign && _urls.MoveNext(sign))
        {
        }

        return lastTag <= _urls.Start && _urls.Start < sign && sign < _urls.End;
    }
}
