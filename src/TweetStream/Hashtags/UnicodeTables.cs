using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace TweetStream.Hashtags;

/// <summary>
/// Which tables of Unicode this machine has, as far as they decide what is a tag and which spellings are one: those of the
/// runtime tell letters, marks and digits, and those of the system's ICU fold. They change with either, and not with <see cref="HashtagScanner.TokeniserVersion"/>.
/// </summary>
public static class UnicodeTables
{
    private static readonly Lazy<string> Read = new(Hash);

    /// <summary>16 hexadecimal digits: a hash of what becomes of every character. Takes some hundredths of a second when first asked for.</summary>
    public static string Version => Read.Value;

    private static string Hash()
    {
        var kinds = new byte[0x110000];
        var characters = new StringBuilder();
        for (var scalar = 0; scalar < kinds.Length; scalar++)
        {
            if (!Rune.TryCreate(scalar, out var rune) || !TagCharacters.IsTagCharacter(rune))
                continue;
            kinds[scalar] = Rune.GetUnicodeCategory(rune) <= UnicodeCategory.EnclosingMark ? (byte)2 : (byte)1;
            // What stands between them keeps a mark from changing the character before it.
            characters.Append(rune.ToString()).Append('_');
        }

        var hash = new XxHash3();
        hash.Append(kinds);
        hash.Append(new TagFolder(keepCase: false).Fold(Encoding.UTF8.GetBytes(characters.ToString())));
        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }
}
