using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// One timeline of a server: all public posts, or those with a tag. Owns its addresses and how far it has been read by
/// request; leaves what stands in it to <see cref="StatusPage"/>.
/// </summary>
/// <param name="server">The server to ask.</param>
/// <param name="tag">The tag without its sign; null for all public posts.</param>
internal sealed class StatusTimeline(MastodonServer server, string? tag)
{
    // A page is asked to be longer than a server gives by itself, which some may ignore.
    private const int PageStatuses = 40;
    private const int DefaultPageStatuses = 20;
    private const int NotFound = 404;
    private static readonly StatusPage Empty = new("[]"u8.ToArray());
    private readonly string _path = tag is null ? "/api/v1/timelines/public" : $"/api/v1/timelines/tag/{Uri.EscapeDataString(tag)}";

    public string StreamPath { get; } = tag is null ? "/api/v1/streaming/public" : $"/api/v1/streaming/hashtag?tag={Uri.EscapeDataString(tag)}";

    /// <summary>Everything up to this id has been read, or was there before; null where nobody knows.</summary>
    public string? ReadTo { get; private set; }

    /// <summary>Whether there was nothing after what has been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What comes from here on is new.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        ReadTo = StatusId.Later(ReadTo, (await AskAsync("limit=1", stop)).LatestId) ?? StatusId.First;
        IsAtEnd = true;
    }

    /// <summary>Nothing up to this id is wanted.</summary>
    public void SkipTo(string id) => ReadTo = StatusId.Later(ReadTo, id);

    /// <summary>What came so long before the latest is looked for once more: a post of another server is ordered by when it was written, and comes later.</summary>
    public void StepBack(TimeSpan by) => ReadTo = ReadTo is null ? null : StatusId.Earlier(ReadTo, by);

    /// <summary>The next page after <see cref="ReadTo"/>, up to which it then has been read.</summary>
    public async Task<StatusPage> NextAsync(CancellationToken stop)
    {
        var page = await AskAsync($"min_id={Uri.EscapeDataString(ReadTo!)}&limit={PageStatuses}", stop);
        var reached = StatusId.Later(ReadTo, page.LatestId);
        IsAtEnd = page.Count < DefaultPageStatuses || reached == ReadTo;
        ReadTo = reached;
        return page;
    }

    // A tag that nobody has used yet may not be found.
    private async Task<StatusPage> AskAsync(string query, CancellationToken stop)
    {
        try
        {
            return await server.GetPageAsync($"{_path}?{query}", stop);
        }
        catch (DisconnectException refused) when (tag is not null && refused.Disconnect.Status == NotFound)
        {
            return Empty;
        }
    }
}
