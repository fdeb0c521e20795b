namespace TweetStream.Posts.Json;

/// <summary>The values of an array, one after the other.</summary>
internal struct JsonItems
{
    private readonly JsonIndex? _index;
    private JsonPlace _value;

    public JsonItems(JsonIndex index, int start)
    {
        _index = index;
        _value = new(start, start);
    }

    public readonly JsonValue Current => new(_index!, _value);

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_index is null)
            return false;
        var line = _index.Line;
        if (line[_value.End] == ']')
            return false;
        var start = JsonPlace.SkipBlanks(line, _value.End + 1);
        if (line[start] == ']')
            return false;
        _value = JsonPlace.Of(_index, start);
        return true;
    }
}
