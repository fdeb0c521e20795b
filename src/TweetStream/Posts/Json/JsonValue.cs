namespace TweetStream.Posts.Json;

/// <summary>What a value is; <see cref="None"/> where there is no value.</summary>
internal enum JsonKind
{
    None,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// <summary>
/// A value of an indexed line, of which nothing is certain: what is absent or of another type is simply not there, and no
/// content makes it throw. Valid until the index reads another line.
/// </summary>
internal readonly ref struct JsonValue
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly JsonIndex? _index;
    private readonly JsonPlace _place;

    public JsonValue(ReadOnlySpan<byte> line, JsonIndex index, JsonPlace place)
    {
        _line = line;
        _index = index;
        _place = place;
    }

    public JsonKind Kind => _index is null ? JsonKind.None : _line[_place.Start] switch
    {
        (byte)'"' => JsonKind.String,
        (byte)'{' => JsonKind.Object,
        (byte)'[' => JsonKind.Array,
        (byte)'n' => JsonKind.Null,
        (byte)'t' or (byte)'f' => JsonKind.Boolean,
        _ => JsonKind.Number,
    };

    public bool IsString => Is((byte)'"');

    public bool IsObject => Is((byte)'{');

    public bool IsArray => Is((byte)'[');

    /// <summary>Whether any string of the line, or a name, has escapes.</summary>
    public bool HasEscapes => _index is { HasEscapes: true };

    /// <summary>Whether strings of this line can be taken as they stand: valid UTF-8 without escapes.</summary>
    public bool IsPlain => _index is { HasEscapes: false, IsValidUtf8: true };

    /// <summary>What stands between the quotes of a string, with its escapes; any other value as it stands.</summary>
    public ReadOnlySpan<byte> Json
    {
        get
        {
            var end = _place.End - 1;
            while (JsonPlace.IsBlank(_line[end]))
                end--;
            return IsString ? _line[(_place.Start + 1)..end] : _line[_place.Start..(end + 1)];
        }
    }

    /// <summary>The value that stands elsewhere in the line.</summary>
    public JsonValue At(JsonPlace place) => new(_line, _index!, place);

    /// <summary>The members of an object in their order; nothing for anything else.</summary>
    public JsonMembers Members => IsObject ? new(_line, _index!, _place.Start) : default;

    /// <summary>The values of an array; nothing for anything else.</summary>
    public JsonItems Items => IsArray ? new(_line, _index!, _place.Start) : default;

    /// <summary>The value of that name, the last one where it is repeated; of no kind where there is none.</summary>
    public JsonValue Member(ReadOnlySpan<byte> name)
    {
        var found = default(JsonValue);
        var members = Members;
        while (members.MoveNext())
        {
            if (JsonString.Says(members.Name, name))
                found = members.Value;
        }

        return found;
    }

    /// <summary>Whether this is a string that says <paramref name="text"/>.</summary>
    public bool Says(ReadOnlySpan<byte> text) => IsString && JsonString.Says(Json, text);

    public long? Time() => Kind is JsonKind.String or JsonKind.Number ? Timestamp.ParseJson(Json) : null;

    private bool Is(byte first) => _index is not null && _line[_place.Start] == first;
}
