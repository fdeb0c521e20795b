using System.Text;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Makes of a tag's spelling the key under which it is counted: two spellings have one key when they are equal by NFKC and
/// ordinal comparison without case (with case where <paramref name="keepCase"/> says so). Keys look like lower case. Owns
/// scratch buffers, so a call allocates nothing once they have grown; not for use by two threads at once.
/// </summary>
public sealed class TagFolder(bool keepCase)
{
    /// <summary>
    /// Longest piece that is normalised at once, in UTF-16 units. Normalising takes time quadratic to a run of combining
    /// marks, so an endless run is cut, and its marks are put in order piece by piece.
    /// </summary>
    private const int LongestPiece = 256;

    private byte[] _key = new byte[256];
    private char[] _chars = new char[256];
    private char[] _normal = new char[256];

    /// <summary>Whether the runtime normalises at all. In invariant globalization it silently does not, and <c>ﬁ</c> and <c>fi</c> are two tags.</summary>
    public static bool IsNormalizationAvailable { get; } = "ﬁ".Normalize(NormalizationForm.FormKC) == "fi";

    /// <summary>
    /// The key of <paramref name="tag"/>, both in UTF-8; what is not UTF-8 becomes U+FFFD. Valid until the next call, and no
    /// longer than <paramref name="tag"/>, which it may be itself.
    /// </summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> tag)
    {
        if (IsOwnKey(tag))
            return tag;
        if (Ascii.IsValid(tag))
            return keepCase ? tag : LowerAscii(tag);

        Reserve(ref _chars, 0, tag.Length);
        var chars = _chars.AsSpan(0, Encoding.UTF8.GetChars(tag, _chars));
        if (CharacterFolds.FirstUnsettled(chars) < chars.Length)
            chars = Normalise(chars);
        if (!keepCase)
            CharacterFolds.Fold(chars);

        Reserve(ref _key, 0, Encoding.UTF8.GetMaxByteCount(chars.Length));
        return _key.AsSpan(0, Encoding.UTF8.GetBytes(chars, _key));
    }

    /// <summary>Whether these bytes surely are a whole tag and its own key, as most are: found without UTF-16.</summary>
    internal static bool IsOwnKey(ReadOnlySpan<byte> bytes)
    {
        var (seen, before) = (TagUnit.None, TagUnit.None);
        for (var at = 0; at < bytes.Length;)
        {
            var (unit, width) = ((char)bytes[at], 1);
            if (unit >= 0x80 && !Utf8Unit.TryRead(bytes[at..], out unit, out width))
                return false;
            var kind = TagUnits.Of(unit);
            if (kind == TagUnit.None || (kind & before & TagUnit.Lone) != TagUnit.None)
                return false;
            (seen, before) = (seen | kind, kind);
            at += width;
        }

        return (seen & TagUnit.LetterOrMark) != TagUnit.None;
    }

    private ReadOnlySpan<byte> LowerAscii(ReadOnlySpan<byte> tag)
    {
        Reserve(ref _key, 0, tag.Length);
        Ascii.ToLower(tag, _key, out var length);
        return _key.AsSpan(0, length);
    }

    private Span<char> Normalise(ReadOnlySpan<char> chars)
    {
        var length = 0;
        while (!chars.IsEmpty)
        {
            var piece = chars[..PieceLength(chars)];
            chars = chars[piece.Length..];
            if (piece[0] == CharacterFolds.Unnormalisable)
            {
                Reserve(ref _normal, length, 1);
                _normal[length++] = piece[0];
                continue;
            }

            int written;
            while (!piece.TryNormalize(_normal.AsSpan(length), out written, NormalizationForm.FormKC))
                Reserve(ref _normal, length, _normal.Length - length + 1);
            length += written;
        }

        return _normal.AsSpan(0, length);
    }

    private static int PieceLength(ReadOnlySpan<char> chars)
    {
        var head = chars[..Math.Min(chars.Length, LongestPiece)];
        var unnormalisable = head.IndexOf(CharacterFolds.Unnormalisable);
        if (unnormalisable >= 0)
            return Math.Max(unnormalisable, 1);
        if (head.Length == chars.Length)
            return chars.Length;
        for (var cut = LongestPiece; cut > 0; cut--)
        {
            if (CharacterFolds.IsSettled(chars[cut]))
                return cut;
        }

        return char.IsLowSurrogate(chars[LongestPiece]) ? LongestPiece - 1 : LongestPiece;
    }

    /// <summary>Makes room for <paramref name="more"/> behind the first <paramref name="used"/>, which are kept.</summary>
    private static void Reserve<T>(ref T[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + more));
    }
}
