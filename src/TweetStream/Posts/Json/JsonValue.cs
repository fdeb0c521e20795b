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
internal readonly struct JsonValue(JsonIndex index, JsonPlace place)
{
    private readonly JsonIndex? _index = index;
    private readonly JsonPlace _place = place;

    public JsonKind Kind => _index is null ? JsonKind.None : _index.Line[_place.Start] switch
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

    /// <summary>Whether names of this line may have escapes.</summary>
    public bool HasEscapedNames => _index is { HasEscapedNames: true };

    /// <summary>Whether a string of this line can be taken as it stands: valid UTF-8 without escapes.</summary>
    /// <param name="json">What stands between its quotes.</param>
    public bool IsPlain(ReadOnlySpan<byte> json) => _index is { IsValidUtf8: true } && !(_index.HasEscapes && json.Contains((byte)'\\'));

    /// <summary>What stands between the quotes of a string, with its escapes; any other value as it stands.</summary>
    public ReadOnlySpan<byte> Json
    {
        get
        {
            var line = _index!.Line;
            var end = _place.End - 1;
            while (line[end] <= ' ')
                end--;
            return line[_place.Start] == '"' ? line[(_place.Start + 1)..end] : line[_place.Start..(end + 1)];
        }
    }

    /// <summary>The value that stands elsewhere in the line.</summary>
    public JsonValue At(JsonPlace place) => new(_index!, place);

    /// <summary>The members of an object in their order; nothing for anything else.</summary>
    public JsonMembers Members => IsObject ? new(_index!, _place.Start) : default;

    /// <summary>The values of an array; nothing for anything else.</summary>
    public JsonItems Items => IsArray ? new(_index!, _place.Start) : default;

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

    public long? Time() => Kind is JsonKind.String or JsonKind.Number ? _index!.HasEscapes ? Timestamp.ParseJson(Json) : Timestamp.Parse(Json) : null;

    private bool Is(byte first) => _index is not null && _index.Line[_place.Start] == first;
}
