namespace TweetStream.Posts.Json;

/// <summary>The members of an object, one after the other.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly JsonIndex? _index;
    private JsonPlace _value;
    private int _nameStart;
    private int _nameEnd;

    public JsonMembers(ReadOnlySpan<byte> line, JsonIndex index, int start)
    {
        _line = line;
        _index = index;
        _value = new(start, start);
    }

    /// <summary>What stands between the quotes of the name, with its escapes.</summary>
    public readonly ReadOnlySpan<byte> Name => _line[_nameStart.._nameEnd];

    public readonly JsonPlace Place => _value;

    public readonly JsonValue Value => new(_line, _index!, _value);

    public bool MoveNext()
    {
        if (_index is null || _line[_value.End] == '}')
            return false;
        var quote = JsonPlace.SkipBlanks(_line, _value.End + 1);
        if (_line[quote] == '}')
            return false;
        var colon = _index.Next(quote);
        _nameStart = quote + 1;
        _nameEnd = colon - 1;
        while (_line[_nameEnd] != '"')
            _nameEnd--;
        _value = JsonPlace.Of(_line, _index, colon + 1);
        return true;
    }
}
