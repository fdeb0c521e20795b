namespace TweetStream.Web.Page;

/// <summary>What the page says beside the windows.</summary>
public sealed record PageOptions
{
    /// <summary>Where the posts come from, as the reader knows it: <c>sample posts</c>, <c>127.0.0.1:5555</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What is counted, in the plural.</summary>
    public string Noun { get; init; } = "hashtags";

    /// <summary>Size of a window.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Distance between the starts of two windows.</summary>
    public required TimeSpan Slide { get; init; }

    /// <summary>Where the posts of a tag can be read.</summary>
    public IReadOnlyList<TagLink> Links { get; init; } = TagLink.All;

    /// <summary>How long closed windows can be looked at again.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Address of the service that has the windows before those; null for none.</summary>
    public Uri? OlderFrom { get; init; }

    /// <summary>How many tags it is to rank, from 1 to 50.</summary>
    public int OlderTop { get; init; } = 10;

    /// <summary>How long its answer may take; then the page goes on without.</summary>
    public TimeSpan OlderPatience { get; init; } = TimeSpan.FromSeconds(5);
}
