namespace TweetStream.Posts.Json;

/// <summary>The values of an array, one after the other.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly JsonIndex? _index;
    private JsonPlace _value;

    public JsonItems(ReadOnlySpan<byte> line, JsonIndex index, int start)
    {
        _line = line;
        _index = index;
        _value = new(start, start);
    }

    public readonly JsonValue Current => new(_line, _index!, _value);

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_index is null || _line[_value.End] == ']')
            return false;
        var start = JsonPlace.SkipBlanks(_line, _value.End + 1);
        if (_line[start] == ']')
            return false;
        _value = JsonPlace.Of(_line, _index, start);
        return true;
    }
}
