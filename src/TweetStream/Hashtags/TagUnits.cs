using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// What a UTF-16 unit is to a tag that may be its own key. Owns no rule: puts together what <see cref="TagCharacters"/> and
/// <see cref="CharacterFolds"/> know, so that one look at each character tells.
/// </summary>
internal static class TagUnits
{
    private static readonly UnitTable<TagUnit> Units = UnitTable<TagUnit>.Of(Read);

    public static TagUnit Of(char unit) => Units[unit];

    private static TagUnit Read(char unit)
    {
        // These two may be a keycap with the sign before them.
        if (unit is '\uFE0F' or '\u20E3' || !Rune.TryCreate(unit, out var rune) || !TagCharacters.IsTagCharacter(rune))
            return TagUnit.None;
        var letter = TagCharacters.IsLetterOrMark(rune) ? TagUnit.LetterOrMark : TagUnit.None;
        return CharacterFolds.IsUnchanged(unit) ? TagUnit.Unchanged | letter
            : CharacterFolds.IsUnchangedAlone(unit) ? TagUnit.Unchanged | TagUnit.Lone | letter
            : TagUnit.None;
    }
}

/// <summary>Kinds of UTF-16 units.</summary>
[Flags]
internal enum TagUnit : byte
{
    /// <summary>None of a tag, or one of which folding may make another.</summary>
    None = 0,

    /// <summary>A tag character that folds to itself.</summary>
    Unchanged = 1,

    /// <summary>One without which no tag is.</summary>
    LetterOrMark = 2,

    /// <summary>One that may change where another such stands before it.</summary>
    Lone = 4,
}
