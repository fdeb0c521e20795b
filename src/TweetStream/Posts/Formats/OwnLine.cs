using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using TweetStream.Bytes;

namespace TweetStream.Posts.Formats;

/// <summary>
/// A line exactly as <see cref="PostWriter"/> writes it, for counting: read once, from left to right, where it stands. Any
/// other is for the index of its JSON and for <see cref="OwnPost"/>, which read this one to the same post: other members or
/// another order, blanks, a number or a time in another form, <c>\u</c> in any string, any escape in one that counts, and
/// invalid UTF-8.
/// <code>
/// line    = "{" [offset] [id] [source] [created] [received] [lang] [author] [cursor] [tags [tagger]] text "}"
/// offset  = DQUOTE "offset" DQUOTE ":" number ","       and so on, each with its comma but the text
/// created = the time as <see cref="Timestamp.Format"/> writes it
/// number  = "0" / %x31-39 *DIGIT
/// </code>
/// </summary>
internal static class OwnLine
{
    private const int Step = 32;
    private const int DigitsOfOffset = 18;
    private const int DigitsOfTagger = 9;

    private static readonly SearchValues<byte> NotPlain =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>False for a line of any other form; the post is then clear.</summary>
    /// <param name="line">Any line.</param>
    /// <param name="post">A clear post.</param>
    /// <param name="parts">What counting needs of it.</param>
    // Within its caller it would be too much for the compiler to inline what it calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(ReadOnlySpan<byte> line, PostBuffer post, PostParts parts)
    {
        if (line is not [(byte)'{', (byte)'"', ..])
            return false;
        if (TryReadMembers(line[1..], post, parts) && (Ascii.IsValid(line) || Utf8Check.IsValid(line)))
            return true;
        post.Clear();
        return false;
    }

    // Each member takes what is left of the line and returns what comes after it and its comma: all where it is absent, and
    // nothing, in which no other begins, where it is not as it should be.
    private static bool TryReadMembers(ReadOnlySpan<byte> rest, PostBuffer post, PostParts parts)
    {
        rest = ReadOffset(rest, post);
        rest = Skip(rest, "\"id\":\""u8);
        rest = Skip(rest, "\"source\":\""u8);
        rest = ReadTime(rest, post);
        rest = Skip(rest, "\"received_at\":\""u8);
        rest = Skip(rest, "\"lang\":\""u8);
        rest = Skip(rest, "\"author\":\""u8);
        rest = Skip(rest, "\"cursor\":\""u8);
        rest = ReadTags(rest, post);
        return TryReadText(rest, post, parts);
    }

    private static ReadOnlySpan<byte> ReadOffset(ReadOnlySpan<byte> rest, PostBuffer post)
    {
        if (!TryTake(ref rest, "\"offset\":"u8))
            return rest;
        rest = ReadNumber(rest, DigitsOfOffset, out var offset);
        post.Offset = offset;
        return rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> opening) => TryTake(ref rest, opening) ? SkipString(rest) : rest;

    private static ReadOnlySpan<byte> ReadTime(ReadOnlySpan<byte> rest, PostBuffer post)
    {
        if (!TryTake(ref rest, "\"created_at\":\""u8))
            return rest;
        if (rest.Length < Timestamp.Length || !Timestamp.TryParseOwn(rest, out var time))
            return default;
        post.CreatedAt = time;
        rest = rest[Timestamp.Length..];
        return TryTake(ref rest, "\","u8) ? rest : default;
    }

    private static ReadOnlySpan<byte> ReadTags(ReadOnlySpan<byte> rest, PostBuffer post)
    {
        if (!TryTake(ref rest, "\"tags\":["u8))
            return rest;
        post.HasTags = true;
        if (!TryTake(ref rest, "],"u8))
        {
            if (!TryTake(ref rest, "\""u8))
                return default;
            do
            {
                var length = PlainLength(rest);
                post.AddValidTag(rest[..length]);
                rest = rest[length..];
            }
            while (TryTake(ref rest, "\",\""u8));
            if (!TryTake(ref rest, "\"],"u8))
                return default;
        }

        if (!TryTake(ref rest, "\"tagger\":"u8))
            return rest;
        rest = ReadNumber(rest, DigitsOfTagger, out var tagger);
        post.Tagger = (int)tagger;
        return rest;
    }

    private static bool TryReadText(ReadOnlySpan<byte> rest, PostBuffer post, PostParts parts)
    {
        if (!TryTake(ref rest, "\"text\":\""u8))
            return false;
        if (!parts.HasText(post))
            return FromEnd(rest).SequenceEqual("\"}"u8);
        var length = PlainLength(rest);
        post.SetValid(PostField.Text, rest[..length]);
        return rest[length..].SequenceEqual("\"}"u8);
    }

    private static ReadOnlySpan<byte> SkipString(ReadOnlySpan<byte> rest)
    {
        rest = FromEnd(rest);
        return TryTake(ref rest, "\","u8) ? rest : default;
    }

    private static ReadOnlySpan<byte> ReadNumber(ReadOnlySpan<byte> rest, int mostDigits, out long number)
    {
        number = 0;
        var digits = 0;
        for (; digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
            number = number * 10 + (rest[digits] - '0');
        var isRight = digits > 0 && digits <= mostDigits && (digits == 1 || rest[0] != '0');
        rest = rest[digits..];
        return isRight && TryTake(ref rest, ","u8) ? rest : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTake(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
            return false;
        rest = rest[expected.Length..];
        return true;
    }

    // What is left from the end of a string on, or from what cannot stand in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> FromEnd(ReadOnlySpan<byte> rest)
    {
        rest = rest[PlainLength(rest)..];
        while (rest is [(byte)'\\', var letter, ..] && JsonString.IsShortEscape(letter))
        {
            rest = rest[2..];
            rest = rest[PlainLength(rest)..];
        }

        return rest;
    }

    // Up to the first quote, backslash or control character.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlainLength(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        for (; at <= rest.Length - Step; at += Step)
        {
            var ends = Ends(rest[at..]);
            if (ends != 0)
                return at + BitOperations.TrailingZeroCount(ends);
        }

        return PlainLengthFrom(at, rest);
    }

    private static int PlainLengthFrom(int at, ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Step)
            return rest.IndexOfAny(NotPlain) is >= 0 and var end ? end : rest.Length;
        // The last step overlaps the one before.
        var ends = (ulong)Ends(rest[^Step..]) >> (at - (rest.Length - Step));
        return ends == 0 ? rest.Length : at + BitOperations.TrailingZeroCount(ends);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Ends(ReadOnlySpan<byte> text)
    {
        // With this bit turned the quote is a blank, and control characters are still below it, but nothing else is.
        var bytes = Vector256.Create(text);
        var turned = bytes ^ Vector256.Create((byte)2);
        var ends = Vector256.Equals(Vector256.Min(turned, Vector256.Create((byte)' ')), turned) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));
        return ends.ExtractMostSignificantBits();
    }
}
