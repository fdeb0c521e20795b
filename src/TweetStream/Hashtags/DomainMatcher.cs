namespace TweetStream.Hashtags;

/// <summary>
/// Finds where a domain that begins at a given place ends: as many labels as possible, then a top-level domain. Owns what is
/// remembered of labels already read, so that trying every place of a long text costs time linear to it.
/// </summary>
/// <remarks>
/// <code>
/// domain    = *(subdomain '.') name '.' top-level-domain
/// subdomain = Domain [*(Domain | '-' | '_') Domain]
/// name      = Domain [*(Domain | '-') Domain]
/// </code>
/// </remarks>
internal ref struct DomainMatcher(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private Label _label;
    private int _labelStart = -1;

    // The labels behind the full stops from _chainStart to _chainStop form an unbroken chain of subdomains. The last of
    // them before a top-level domain stands before the full stop _lastName; -1 if there is none.
    private int _chainStart = -1;
    private int _chainStop = -1;
    private int _lastName = -1;
    private int _lastNameEnd;

    /// <summary>Where the domain that begins at <paramref name="start"/> ends, 0 if there is none.</summary>
    public int End(int start)
    {
        if (start >= _text.Length || !UrlCharacters.At(_text, start, out _).AnyOf(UrlRoles.Domain))
            return 0;
        if (start < _labelStart || start >= _label.End)
        {
            _label = Read(start);
            _labelStart = start;
        }

        if (!_label.IsSubdomain)
            return 0;
        if (_label.End < _chainStart || _label.End > _chainStop)
            Follow(_label.End);
        if (_label.End < _lastName)
            return _lastNameEnd;
        return _label.LastUnderscore < start ? _label.TopLevelEnd : 0;
    }

    private void Follow(int stop)
    {
        _chainStart = _chainStop = stop;
        _lastName = -1;
        for (var label = Read(stop + 1); label.IsSubdomain; label = Read(label.End + 1))
        {
            _chainStop = label.End;
            if (label.LastUnderscore < 0 && label.TopLevelEnd > 0)
            {
                _lastName = label.End;
                _lastNameEnd = label.TopLevelEnd;
            }
        }
    }

    private readonly Label Read(int start)
    {
        var label = new Label { End = start, LastUnderscore = -1 };
        var last = UrlRoles.None;
        while (label.End < _text.Length)
        {
            var roles = UrlCharacters.At(_text, label.End, out var width);
            if (!roles.AnyOf(label.End == start ? UrlRoles.Domain : UrlRoles.Domain | UrlRoles.Inner))
                break;
            if (_text[label.End] == '_')
                label.LastUnderscore = label.End;
            last = roles;
            label.End += width;
        }

        label.IsSubdomain = last.AnyOf(UrlRoles.Domain) && label.End < _text.Length && _text[label.End] == '.';
        if (label.IsSubdomain && TopLevelDomains.Match(_text[(label.End + 1)..]) is var length and > 0)
            label.TopLevelEnd = label.End + 1 + length;
        return label;
    }

    private struct Label
    {
        /// <summary>Where the first character stands that no label holds.</summary>
        public int End;

        /// <summary>Where the last underscore stands, -1 if there is none.</summary>
        public int LastUnderscore;

        /// <summary>Whether it ends as a label must, and before a full stop.</summary>
        public bool IsSubdomain;

        /// <summary>Where the top-level domain behind the full stop ends, 0 if there is none.</summary>
        public int TopLevelEnd;
    }
}
