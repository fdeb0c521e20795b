namespace TweetStream.Posts.Formats;

/// <summary>Which name a member has. At most one known name is compared, found by its ends and its length.</summary>
internal static class MemberNames
{
    private const uint Slots = 128;

    private static readonly Dictionary<MemberName, string> Spellings = new()
    {
        [MemberName.Account] = "account",
        [MemberName.Author] = "author",
        [MemberName.AuthorId] = "author_id",
        [MemberName.Collection] = "collection",
        [MemberName.Commit] = "commit",
        [MemberName.Content] = "content",
        [MemberName.CreatedAt] = "created_at",
        [MemberName.Cursor] = "cursor",
        [MemberName.Data] = "data",
        [MemberName.Did] = "did",
        [MemberName.Entities] = "entities",
        [MemberName.Event] = "event",
        [MemberName.ExtendedTweet] = "extended_tweet",
        [MemberName.Facets] = "facets",
        [MemberName.FullText] = "full_text",
        [MemberName.Id] = "id",
        [MemberName.IdString] = "id_str",
        [MemberName.Kind] = "kind",
        [MemberName.Lang] = "lang",
        [MemberName.Langs] = "langs",
        [MemberName.Language] = "language",
        [MemberName.NoteTweet] = "note_tweet",
        [MemberName.Offset] = "offset",
        [MemberName.Operation] = "operation",
        [MemberName.Payload] = "payload",
        [MemberName.Quote] = "quote",
        [MemberName.Reblog] = "reblog",
        [MemberName.ReceivedAt] = "received_at",
        [MemberName.Record] = "record",
        [MemberName.RecordKey] = "rkey",
        [MemberName.Sequence] = "seq",
        [MemberName.Source] = "source",
        [MemberName.Tagger] = "tagger",
        [MemberName.Tags] = "tags",
        [MemberName.Text] = "text",
        [MemberName.Time] = "time",
        [MemberName.TimestampMilliseconds] = "timestamp_ms",
        [MemberName.TimeMicroseconds] = "time_us",
        [MemberName.Type] = "$type",
        [MemberName.User] = "user",
    };

    private static readonly (MemberName Name, byte[] Spelling)[] Table = MakeTable();
    private static readonly int LongestEscaped = Spellings.Values.Max(spelling => spelling.Length) * 6;

    /// <param name="json">What stands between the quotes, without escapes.</param>
    public static MemberName Of(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return MemberName.Other;
        var (name, spelling) = Table[Slot(json)];
        return json.SequenceEqual(spelling) ? name : MemberName.Other;
    }

    /// <param name="json">What stands between the quotes, maybe with escapes.</param>
    public static MemberName OfEscaped(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestEscaped)
            return MemberName.Other;
        Span<byte> name = stackalloc byte[json.Length];
        json.CopyTo(name);
        return Of(name[..JsonString.UnescapeInPlace(name, out _)]);
    }

    private static (MemberName Name, byte[] Spelling)[] MakeTable()
    {
        var table = new (MemberName Name, byte[] Spelling)[Slots];
        Array.Fill(table, (MemberName.Other, []));
        foreach (var (name, spelling) in Spellings)
        {
            var utf8 = System.Text.Encoding.UTF8.GetBytes(spelling);
            table[Slot(utf8)] = (name, utf8);
        }

        return table;
    }

    // The factors are such that no two known names share a slot.
    private static uint Slot(ReadOnlySpan<byte> name) => ((uint)name[0] * 14 + (uint)name[^1] * 34 + (uint)name.Length) % Slots;
}
