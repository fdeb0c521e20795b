using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Those members of an object that have a known name, found in one pass; the last one counts where a name is repeated.
/// Valid until the same places are used again.
/// </summary>
internal readonly ref struct NamedMembers
{
    private readonly JsonValue _object;
    private readonly ReadOnlySpan<JsonPlace> _places;
    private readonly ulong _names;

    /// <param name="value">The object; anything else has no members.</param>
    /// <param name="places">Room for a place of each name.</param>
    public NamedMembers(JsonValue value, JsonPlace[] places)
    {
        _object = value;
        _places = places;
        var members = value.Members;
        while (members.MoveNext())
        {
            var name = value.HasEscapes ? MemberNames.OfEscaped(members.Name) : MemberNames.Of(members.Name);
            if (name == MemberName.Other)
                continue;
            IsRepeated |= (_names >> (int)name & 1) != 0;
            _names |= 1UL << (int)name;
            places[(int)name] = members.Place;
        }
    }

    /// <summary>Whether some known name stands there twice.</summary>
    public bool IsRepeated { get; }

    public JsonValue Object => _object;

    /// <summary>The value of that name; of no kind where there is none.</summary>
    public JsonValue this[MemberName name] => Has(name) ? _object.At(_places[(int)name]) : default;

    public bool Has(MemberName name) => (_names >> (int)name & 1) != 0;

    public static JsonPlace[] Places() => new JsonPlace[Enum.GetValues<MemberName>().Length];
}
