using System.Buffers;
using System.Buffers.Text;
using TweetStream.Posts.Json;

namespace TweetStream.Posts.Formats;

/// <summary>What both of X's forms have in common: escaped text, hashtags beside it, and ids that carry time.</summary>
internal static class X
{
    public static ReadOnlySpan<byte> Source => "x"u8;

    // Ids up to here were counted up one by one and say nothing about time.
    private const long LastIdWithoutTime = 29_700_859_247;
    private const long IdEpoch = 1_288_834_974_657;

    /// <summary>Sets what counting needs of the text.</summary>
    /// <param name="post">The post to set.</param>
    /// <param name="parts">What is wanted of it.</param>
    /// <param name="text">A string.</param>
    /// <param name="entities">The object that belongs to the text.</param>
    /// <param name="spelling">Name under which a hashtag has its spelling.</param>
    public static void SetTagsAndText(PostBuffer post, PostParts parts, JsonValue text, JsonValue entities, ReadOnlySpan<byte> spelling)
    {
        AddTags(post, entities, spelling);
        if (parts.HasText(post))
            SetText(post, text);
    }

    /// <summary>Sets the time, where it is not known from the id, and the id, where it is wanted or needed for that.</summary>
    public static void SetTimeAndId(PostBuffer post, PostParts parts, long? createdAt, JsonValue id)
    {
        if (parts.IsAll || createdAt is null)
            post.TrySet(PostField.Id, id);
        post.CreatedAt = createdAt ?? TimeOfId(post[PostField.Id]);
    }

    /// <summary>Sets the text, of which X escapes <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> as in HTML.</summary>
    private static void SetText(PostBuffer post, JsonValue text)
    {
        post.TrySet(PostField.Text, text);
        if (!post.Text.Contains((byte)'&'))
            return;
        var unescaped = ArrayPool<byte>.Shared.Rent(post.Text.Length);
        post.Set(PostField.Text, unescaped.AsSpan(0, Unescape(post.Text, unescaped)));
        ArrayPool<byte>.Shared.Return(unescaped);
    }

    /// <summary>
    /// Adds the hashtags of an <c>entities</c> object. X leaves empty lists out, so an object without <c>hashtags</c>
    /// says that there are none; no object at all says nothing, and the text has to be scanned.
    /// </summary>
    /// <param name="post">The post to add to.</param>
    /// <param name="entities">The object that belongs to the text that was set.</param>
    /// <param name="spelling">Name under which a hashtag has its spelling.</param>
    private static void AddTags(PostBuffer post, JsonValue entities, ReadOnlySpan<byte> spelling)
    {
        var hashtags = entities.Member("hashtags"u8);
        post.HasTags = hashtags.IsArray || entities.IsObject && hashtags.Kind is JsonKind.None or JsonKind.Null;
        foreach (var hashtag in hashtags.Items)
            post.TryAddTag(hashtag.Member(spelling));
    }

    /// <summary>When the post with this id was made; null for ids of before November 2010.</summary>
    public static long? TimeOfId(ReadOnlySpan<byte> id) =>
        Utf8Parser.TryParse(id, out long number, out var used) && used == id.Length && number > LastIdWithoutTime
            ? (number >> 22) + IdEpoch
            : null;

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            var (character, length) = text switch
            {
                _ when text.StartsWith("&amp;"u8) => ((byte)'&', 5),
                _ when text.StartsWith("&lt;"u8) => ((byte)'<', 4),
                _ when text.StartsWith("&gt;"u8) => ((byte)'>', 4),
                _ => (text[0], 1),
            };
            destination[written++] = character;
            text = text[length..];
        }

        return written;
    }
}
