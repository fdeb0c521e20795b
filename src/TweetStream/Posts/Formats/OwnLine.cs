using System.Runtime.CompilerServices;
using TweetStream.Bytes;

namespace TweetStream.Posts.Formats;

/// <summary>
/// A line exactly as <see cref="PostWriter"/> writes it, for counting: read from left to right, where it stands. Any
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
internal sealed class OwnLine
{
    private const int DigitsOfOffset = 18;
    private const int DigitsOfTagger = 9;

    private readonly StringEnds _ends = new();

    /// <summary>False for a line of any other form; the post is then clear.</summary>
    /// <param name="line">Any line.</param>
    /// <param name="post">A clear post.</param>
    /// <param name="parts">What counting needs of it.</param>
    // Within its caller it would be too much for the compiler to inline what it calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryRead(ReadOnlySpan<byte> line, PostBuffer post, PostParts parts)
    {
        if (line is not [(byte)'{', (byte)'"', ..])
            return false;
        _ends.Read(line);
        if (TryReadMembers(line, post, parts) && (_ends.IsAscii || Utf8Check.IsValid(line)))
            return true;
        post.Clear();
        return false;
    }

    // Each member is read from a place on and returns the one after it and its comma: the same where it is absent, and the end
    // of the line, where no other begins, where it is not as it should be.
    private bool TryReadMembers(ReadOnlySpan<byte> line, PostBuffer post, PostParts parts)
    {
        var at = 1;
        at = ReadOffset(line, at, post);
        at = SkipOrigin(line, at);
        at = ReadTime(line, at, post);
        at = SkipDetails(line, at);
        at = ReadTags(line, at, post);
        return TryReadText(line, at, post, parts);
    }

    private static int ReadOffset(ReadOnlySpan<byte> line, int at, PostBuffer post)
    {
        if (!TryTake(line, ref at, "\"offset\":"u8))
            return at;
        at = ReadNumber(line, at, DigitsOfOffset, out var offset);
        post.Offset = offset;
        return at;
    }

    // And so would these.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SkipOrigin(ReadOnlySpan<byte> line, int at)
    {
        at = Skip(line, at, "\"id\":\""u8);
        return Skip(line, at, "\"source\":\""u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SkipDetails(ReadOnlySpan<byte> line, int at)
    {
        at = Skip(line, at, "\"received_at\":\""u8);
        at = Skip(line, at, "\"lang\":\""u8);
        at = Skip(line, at, "\"author\":\""u8);
        return Skip(line, at, "\"cursor\":\""u8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Skip(ReadOnlySpan<byte> line, int at, ReadOnlySpan<byte> opening)
    {
        if (!TryTake(line, ref at, opening))
            return at;
        at = EndOfString(line, at);
        return TryTake(line, ref at, "\","u8) ? at : line.Length;
    }

    private static int ReadTime(ReadOnlySpan<byte> line, int at, PostBuffer post)
    {
        if (!TryTake(line, ref at, "\"created_at\":\""u8))
            return at;
        if (line.Length - at < Timestamp.Length || !Timestamp.TryParseOwn(line[at..], out var time))
            return line.Length;
        post.CreatedAt = time;
        at += Timestamp.Length;
        return TryTake(line, ref at, "\","u8) ? at : line.Length;
    }

    private int ReadTags(ReadOnlySpan<byte> line, int at, PostBuffer post)
    {
        if (!TryTake(line, ref at, "\"tags\":["u8))
            return at;
        post.HasTags = true;
        if (!TryTake(line, ref at, "],"u8))
        {
            if (!TryTake(line, ref at, "\""u8))
                return line.Length;
            do
            {
                var end = _ends.Next(at);
                post.AddValidTag(line[at..], end - at);
                at = end;
            }
            while (TryTake(line, ref at, "\",\""u8));
            if (!TryTake(line, ref at, "\"],"u8))
                return line.Length;
        }

        if (!TryTake(line, ref at, "\"tagger\":"u8))
            return at;
        at = ReadNumber(line, at, DigitsOfTagger, out var tagger);
        post.Tagger = (int)tagger;
        return at;
    }

    private bool TryReadText(ReadOnlySpan<byte> line, int at, PostBuffer post, PostParts parts)
    {
        if (!TryTake(line, ref at, "\"text\":\""u8))
            return false;
        if (!parts.HasText(post))
            return line[EndOfString(line, at)..].SequenceEqual("\"}"u8);
        var end = _ends.Next(at);
        post.SetValid(PostField.Text, line[at..end]);
        return line[end..].SequenceEqual("\"}"u8);
    }

    private static int ReadNumber(ReadOnlySpan<byte> line, int at, int mostDigits, out long number)
    {
        number = 0;
        var start = at;
        for (; at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9'; at++)
            number = number * 10 + (line[at] - '0');
        var digits = at - start;
        var isRight = digits > 0 && digits <= mostDigits && (digits == 1 || line[start] != '0');
        return isRight && TryTake(line, ref at, ","u8) ? at : line.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTake(ReadOnlySpan<byte> line, ref int at, ReadOnlySpan<byte> expected)
    {
        if (!line[at..].StartsWith(expected))
            return false;
        at += expected.Length;
        return true;
    }

    // Where a string ends, or what cannot stand in it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EndOfString(ReadOnlySpan<byte> line, int at)
    {
        at = _ends.Next(at);
        while (at < line.Length - 1 && line[at] == '\\' && JsonString.IsShortEscape(line[at + 1]))
            at = _ends.Next(at + 2);
        return at;
    }
}
