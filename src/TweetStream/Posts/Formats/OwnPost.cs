using System.Text.Json;

namespace TweetStream.Posts.Formats;

/// <summary>
/// Our own form, and that of anyone who writes posts for us, in one forward pass without allocation. Only the text is
/// required; names that are not listed are ignored, and so are values of the wrong type.
/// <code>
/// {"offset":7,"id":"1","source":"x","created_at":"2026-01-01T00:00:00Z","received_at":"2026-01-01T00:00:01Z",
///  "lang":"en","author":"ann","cursor":"17","tags":["dotnet"],"tagger":1,"text":"Hello #dotnet"}
/// </code>
/// With <c>tagger</c> the tags are those that this version of the tokeniser found in the text; without it the source
/// delivered them.
/// </summary>
internal static class OwnPost
{
    private enum Name
    {
        Other,
        Offset,
        Id,
        Source,
        CreatedAt,
        ReceivedAt,
        Language,
        Author,
        Cursor,
        Tags,
        Tagger,
        Text,
        OnlyInTweets,
    }

    /// <summary>
    /// Reads to the end whatever the object turns out to be, so that anything that is not one valid JSON object is found
    /// here. False for an object without a text, and for one that is an X tweet: it has some of X's names and no tags.
    /// </summary>
    /// <exception cref="JsonException">Not one valid JSON object, or something stands after it.</exception>
    public static bool TryRead(ReadOnlySpan<byte> json, PostBuffer post)
    {
        var reader = new Utf8JsonReader(json);
        var hasText = false;
        var isTweet = false;
        int? tagger = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueIsEscaped ? EscapedName(reader.ValueSpan) : NameOf(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case Name.Text:
                    hasText = ReadField(ref reader, post, PostField.Text);
                    break;
                case Name.Tags:
                    ReadTags(ref reader, post);
                    break;
                case Name.CreatedAt:
                    post.CreatedAt = ReadTime(ref reader);
                    break;
                case Name.ReceivedAt:
                    post.ReceivedAt = ReadTime(ref reader);
                    break;
                case Name.Id:
                    ReadField(ref reader, post, PostField.Id);
                    break;
                case Name.Source:
                    ReadField(ref reader, post, PostField.Source);
                    break;
                case Name.Language:
                    ReadField(ref reader, post, PostField.Language);
                    break;
                case Name.Author:
                    ReadField(ref reader, post, PostField.Author);
                    break;
                case Name.Cursor:
                    ReadField(ref reader, post, PostField.Cursor);
                    break;
                case Name.Tagger:
                    tagger = (int?)ReadNumber(ref reader, int.MaxValue);
                    break;
                case Name.Offset:
                    post.Offset = ReadNumber(ref reader, long.MaxValue);
                    break;
                case Name.OnlyInTweets:
                    isTweet = true;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Past the end of the object: throws when anything but blanks follows.
        reader.Read();
        post.Tagger = post.HasTags ? tagger : null;
        return hasText && (post.HasTags || !isTweet);
    }

    private static bool ReadField(ref Utf8JsonReader reader, PostBuffer post, PostField field)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            post.SetJson(field, reader.ValueSpan);
            return true;
        }

        post.Set(field, default);
        reader.Skip();
        return false;
    }

    private static void ReadTags(ref Utf8JsonReader reader, PostBuffer post)
    {
        post.ClearTags();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        post.HasTags = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                post.AddJsonTag(reader.ValueSpan);
            else
                reader.Skip();
        }
    }

    private static long? ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
            return Timestamp.ParseJson(reader.ValueSpan);
        reader.Skip();
        return null;
    }

    private static long? ReadNumber(ref Utf8JsonReader reader, long most)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var number) && number >= 0 && number <= most ? number : null;
        reader.Skip();
        return null;
    }

    private static Name NameOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => Name.Id,
        4 when name.SequenceEqual("text"u8) => Name.Text,
        4 when name.SequenceEqual("tags"u8) => Name.Tags,
        4 when name.SequenceEqual("lang"u8) => Name.Language,
        6 when name.SequenceEqual("offset"u8) => Name.Offset,
        6 when name.SequenceEqual("source"u8) => Name.Source,
        6 when name.SequenceEqual("author"u8) => Name.Author,
        6 when name.SequenceEqual("cursor"u8) => Name.Cursor,
        6 when name.SequenceEqual("tagger"u8) => Name.Tagger,
        6 when name.SequenceEqual("id_str"u8) => Name.OnlyInTweets,
        8 when name.SequenceEqual("entities"u8) => Name.OnlyInTweets,
        9 when name.SequenceEqual("full_text"u8) => Name.OnlyInTweets,
        10 when name.SequenceEqual("created_at"u8) => Name.CreatedAt,
        11 when name.SequenceEqual("received_at"u8) => Name.ReceivedAt,
        12 when name.SequenceEqual("timestamp_ms"u8) => Name.OnlyInTweets,
        14 when name.SequenceEqual("extended_tweet"u8) => Name.OnlyInTweets,
        _ => Name.Other,
    };

    // Nobody escapes the letters of these names, but JSON allows it.
    private static Name EscapedName(ReadOnlySpan<byte> json)
    {
        const int longest = 14 * 6;
        if (json.Length > longest)
            return Name.Other;
        Span<byte> name = stackalloc byte[longest];
        json.CopyTo(name);
        return NameOf(name[..JsonString.UnescapeInPlace(name[..json.Length], out _)]);
    }
}
