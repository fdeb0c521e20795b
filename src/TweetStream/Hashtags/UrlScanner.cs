using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// Finds the URLs of a text one after another, by the rules of X (twitter-text), in time linear to the text. Owns what is taken
/// for a URL; leaves the domain to <see cref="DomainMatcher"/> and what follows it to <see cref="UrlTail"/>.
/// </summary>
/// <remarks>
/// <code>
/// url = [("http" | "https") "://"] domain [':' port] [path] [query]     after the start of text or a character of the role Before
/// </code>
/// Without protocol only the plain domains in it are URLs, the last of them with the path. What has been matched is consumed,
/// whether taken or not.
/// </remarks>
internal ref struct UrlScanner(ReadOnlySpan<byte> text)
{
    private const int MaxLength = 4096; // of UTF-16 units, the protocol counted twice

    private readonly ReadOnlySpan<byte> _text = text;
    private DomainMatcher _domains = new(text);
    private int _before; // where the character before the next match may stand
    private int _fullStop = -1; // the first at or after _before, once looked for
    private Match _match;
    private (int Start, int End) _plain; // the next plain domain of _match, relative to the domain

    /// <summary>Where the URL begins that the last successful <see cref="MoveNext"/> found.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>Goes on at <paramref name="position"/>, which has white space before it.</summary>
    public void SkipTo(int position) => _before = Math.Max(_before, position - 1);

    /// <summary>Finds the next URL; looks for none that begins at or after <paramref name="limit"/>.</summary>
    public bool MoveNext(int limit)
    {
        while (_plain.End == 0)
        {
            if (!FindMatch(limit))
                return false;
            if (!IsWithinLimits())
                continue;
            if (_match.HasProtocol)
            {
                if (TakeWhole())
                    return true;
            }
            else if (_match.Preceding is not ((byte)'-' or (byte)'_' or (byte)'.' or (byte)'/'))
            {
                _plain = PlainDomain.Find(_text[_match.Domain.._match.DomainEnd], 0);
            }
        }

        TakePlain();
        return true;
    }

    private bool FindMatch(int limit)
    {
        while (_before < _text.Length && _before < limit)
        {
            if (_fullStop < _before)
            {
                var next = _text[_before..].IndexOf((byte)'.');
                if (next < 0)
                {
                    _before = _text.Length;
                    break;
                }

                _fullStop = _before + next;
            }

            var preceding = _text[_before];
            var roles = UrlCharacters.At(_text, _before, out var width);
            var start = _before + width;
            if ((roles.AnyOf(UrlRoles.Before) && TryMatch(start, preceding)) || (_before == 0 && TryMatch(0, preceding: 0)))
            {
                _before = _match.End;
                return true;
            }

            _before = start;
        }

        return false;
    }

    private bool TryMatch(int start, byte preceding)
    {
        var domain = start + ProtocolLength(_text[start..]);
        var domainEnd = _domains.End(domain);
        if (domainEnd == 0)
            return false;
        var path = UrlTail.PortEnd(_text, domainEnd);
        var pathEnd = UrlTail.PathEnd(_text, path);
        _match = new Match(preceding, start, domain, domainEnd, pathEnd > path, UrlTail.QueryEnd(_text, pathEnd));
        return true;
    }

    private static int ProtocolLength(ReadOnlySpan<byte> text)
    {
        if (text.Length >= 7 && Ascii.EqualsIgnoreCase(text[..7], "http://"u8))
            return 7;
        return text.Length >= 8 && Ascii.EqualsIgnoreCase(text[..8], "https://"u8) ? 8 : 0;
    }

    private readonly bool IsWithinLimits()
    {
        var url = _text[_match.Start.._match.End];
        var limit = MaxLength - (_match.HasProtocol ? _match.Domain - _match.Start : "https://".Length);
        return (url.Length <= limit || Encoding.UTF8.GetCharCount(url) <= limit)
            && DomainLabels.AreEncodable(_text[_match.Domain.._match.DomainEnd]);
    }

    private bool TakeWhole()
    {
        var domain = _text[_match.Domain.._match.DomainEnd];
        if (domain.StartsWith("xn--"u8) && PlainDomain.Find(domain, 0).End == 0)
            return false;
        var length = UrlTail.ShortLinkEnd(_text[_match.Domain.._match.End]);
        if (length == 0)
            return false;
        Start = _match.Start;
        End = _match.Domain + length;
        return true;
    }

    private void TakePlain()
    {
        var taken = _plain;
        _plain = PlainDomain.Find(_text[_match.Domain.._match.DomainEnd], taken.End);
        Start = _match.Domain + taken.Start;
        End = _plain.End == 0 && _match.HasPath ? _match.End : _match.Domain + taken.End;
    }

    private readonly record struct Match(byte Preceding, int Start, int Domain, int DomainEnd, bool HasPath, int End)
    {
        public bool HasProtocol => Domain > Start;
    }
}
