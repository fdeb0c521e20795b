namespace TweetStream.Posts.Json;

/// <summary>The members of an object, one after the other.</summary>
internal struct JsonMembers
{
    private readonly JsonIndex? _index;
    private JsonPlace _value;
    private int _nameStart;
    private int _nameEnd;

    public JsonMembers(JsonIndex index, int start)
    {
        _index = index;
        _value = new(start, start);
    }

    /// <summary>What stands between the quotes of the name, with its escapes.</summary>
    public readonly ReadOnlySpan<byte> Name => _index!.Line[_nameStart.._nameEnd];

    public readonly JsonPlace Place => _value;

    public readonly JsonValue Value => new(_index!, _value);

    public bool MoveNext()
    {
        if (_index is null)
            return false;
        var line = _index.Line;
        if (line[_value.End] == '}')
            return false;
        var quote = JsonPlace.SkipBlanks(line, _value.End + 1);
        if (line[quote] == '}')
            return false;
        var colon = _index.Next(quote);
        _nameStart = quote + 1;
        _nameEnd = colon - 1;
        while (line[_nameEnd] != '"')
            _nameEnd--;
        _value = JsonPlace.Of(_index, colon + 1);
        return true;
    }
}
