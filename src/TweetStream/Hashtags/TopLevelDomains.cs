using System.Buffers;
using System.Text;

namespace TweetStream.Hashtags;

/// <summary>The top-level domains, and where one ends in a text.</summary>
internal static class TopLevelDomains
{
    private const string PunycodePrefix = "xn--";

    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> PunycodeCharacters =
        SearchValues.Create("-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly HashSet<string> Names = Read();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly int Longest = Names.Max(name => name.Length);

    /// <summary>The length in bytes of the top-level domain with which <paramref name="text"/> begins, the longest if there are several; 0 if none.</summary>
    public static int Match(ReadOnlySpan<byte> text)
    {
        var head = text[..Math.Min(text.Length, Longest + 1)];
        var letters = head.IndexOfAnyExcept(Letters);
        if (letters < 0)
            letters = head.Length;
        if (letters < text.Length && text[letters] >= 0x80)
        {
            var international = MatchInternational(text);
            if (international > 0)
                return international;
        }

        if (letters > 0 && letters <= Longest && MayEnd(text, letters) && Contains(text[..letters]))
            return letters;
        return MatchPunycode(text);
    }

    private static bool Contains(ReadOnlySpan<byte> ascii)
    {
        Span<char> name = stackalloc char[Longest];
        Encoding.ASCII.GetChars(ascii, name);
        return Lookup.Contains(name[..ascii.Length]);
    }

    private static int MatchInternational(ReadOnlySpan<byte> text)
    {
        Span<char> name = stackalloc char[Longest];
        Span<int> ends = stackalloc int[Longest];
        var length = 0;
        for (var at = 0; length < Longest && at < text.Length;)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var width);
            if (!rune.IsBmp || rune.Value == '.')
                break;
            at += width;
            name[length] = (char)rune.Value;
            ends[length++] = at;
        }

        for (; length > 0; length--)
        {
            if (MayEnd(text, ends[length - 1]) && Lookup.Contains(name[..length]))
                return ends[length - 1];
        }

        return 0;
    }

    private static int MatchPunycode(ReadOnlySpan<byte> text)
    {
        if (text.Length <= PunycodePrefix.Length || !Ascii.EqualsIgnoreCase(text[..PunycodePrefix.Length], PunycodePrefix))
            return 0;
        var rest = text[PunycodePrefix.Length..].IndexOfAnyExcept(PunycodeCharacters);
        return rest switch
        {
            < 0 => text.Length,
            0 => 0,
            _ => PunycodePrefix.Length + rest,
        };
    }

    private static bool MayEnd(ReadOnlySpan<byte> text, int at) =>
        at == text.Length || !(char.IsAsciiLetterOrDigit((char)text[at]) || text[at] is (byte)'@' or (byte)'+' or (byte)'-');

    private static HashSet<string> Read()
    {
        using var stream = typeof(TopLevelDomains).Assembly.GetManifestResourceStream("TopLevelDomains.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                names.Add(line);
        }

        return names;
    }
}
