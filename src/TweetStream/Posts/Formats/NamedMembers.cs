using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Those members of an object that have a known name, found in one pass; the last one counts where a name is repeated.
/// Allocates nothing for the next object.
/// </summary>
internal sealed class NamedMembers
{
    private const ulong Other = 1UL << (int)MemberName.Other;

    private readonly JsonPlace[] _places = new JsonPlace[Enum.GetValues<MemberName>().Length];
    private ulong _names;

    /// <summary>Whether some known name stands there twice.</summary>
    public bool IsRepeated { get; private set; }

    public JsonValue Object { get; private set; }

    /// <summary>The value of that name; of no kind where there is none.</summary>
    public JsonValue this[MemberName name] => Has(name) ? Object.At(_places[(int)name]) : default;

    public bool Has(MemberName name) => (_names >> (int)name & 1) != 0;

    /// <param name="value">The object; anything else has no members.</param>
    public void Read(JsonValue value)
    {
        Object = value;
        var places = _places;
        var (names, repeated) = (0UL, 0UL);
        var hasEscapedNames = value.HasEscapedNames;
        var members = value.Members;
        while (members.MoveNext())
        {
            var name = hasEscapedNames ? MemberNames.OfEscaped(members.Name) : MemberNames.Of(members.Name);
            places[(int)name] = members.Place;
            var bit = 1UL << (int)name;
            repeated |= names & bit;
            names |= bit;
        }

        _names = names & ~Other;
        IsRepeated = (repeated & ~Other) != 0;
    }
}
