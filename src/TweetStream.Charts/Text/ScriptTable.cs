using HarfBuzzSharp;

namespace TweetStream.Charts.Text;

/// <summary>A script that posts are written in, by the name that the Noto fonts use for it.</summary>
/// <param name="Name">Name for the reader, and the end of the Noto family's name.</param>
/// <param name="Code">ISO 15924.</param>
/// <param name="Sample">A character that no font of another script has.</param>
/// <param name="Families">Families to look for first, where the name alone does not say.</param>
internal sealed record WrittenScript(string Name, string Code, string Sample, params string[] Families)
{
    public Script Script { get; } = Script.Parse(Code);

    public IEnumerable<string> Preferred => [.. Families, $"Noto Sans {Name}", $"Noto Serif {Name}"];
}

/// <summary>The scripts in everyday use. A script that is not listed is served too, by whichever font has it.</summary>
internal static class ScriptTable
{
    private const string Japanese = "Noto Sans CJK JP", JapaneseOnly = "Noto Sans JP";
    private const string Korean = "Noto Sans CJK KR", KoreanOnly = "Noto Sans KR";

    public static readonly WrittenScript[] Written =
    [
        new("Latin", "Latn", "A"),
        new("Greek", "Grek", "Ω"),
        new("Cyrillic", "Cyrl", "Ж"),
        new("Arabic", "Arab", "ع"),
        new("Armenian", "Armn", "Ա"),
        new("Bengali", "Beng", "ক"),
        new("Canadian Aboriginal", "Cans", "ᐃ"),
        new("Cherokee", "Cher", "Ꭰ"),
        new("Chinese", "Hani", "漢", Japanese, "Noto Sans CJK SC", "Noto Sans CJK TC", JapaneseOnly, "Noto Sans SC", "Noto Sans TC"),
        new("Devanagari", "Deva", "ह"),
        new("Ethiopic", "Ethi", "አ"),
        new("Georgian", "Geor", "ა"),
        new("Gujarati", "Gujr", "ગ"),
        new("Gurmukhi", "Guru", "ਗ"),
        new("Hebrew", "Hebr", "ש"),
        new("Japanese", "Hira", "の", Japanese, JapaneseOnly),
        new("Katakana", "Kana", "カ", Japanese, JapaneseOnly),
        new("Kannada", "Knda", "ಕ"),
        new("Khmer", "Khmr", "ខ"),
        new("Korean", "Hang", "한", Korean, KoreanOnly),
        new("Lao", "Laoo", "ລ"),
        new("Malayalam", "Mlym", "മ"),
        new("Mongolian", "Mong", "ᠮ"),
        new("Myanmar", "Mymr", "မ"),
        new("NKo", "Nkoo", "ߒ"),
        new("Oriya", "Orya", "ଓ"),
        new("Sinhala", "Sinh", "ස"),
        new("Syriac", "Syrc", "ܐ"),
        new("Tamil", "Taml", "த"),
        new("Telugu", "Telu", "త"),
        new("Thaana", "Thaa", "ދ"),
        new("Thai", "Thai", "ท"),
        new("Tibetan", "Tibt", "བ"),
        new("Tifinagh", "Tfng", "ⵣ"),
    ];

    /// <summary>Emoji are no script; a picture of one stands for all.</summary>
    public const string EmojiName = "Emoji", EmojiSample = "🚀";
}
