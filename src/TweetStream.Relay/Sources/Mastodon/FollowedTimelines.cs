using System.Globalization;

namespace TweetStream.Relay.Sources.Mastodon;

/// <summary>
/// What is followed of a server: its public timeline, or those of some tags where nothing but tags is tracked. Owns that
/// choice and the order of reading; leaves each timeline to <see cref="StatusTimeline"/>, and what becomes of the posts to
/// whoever reads.
/// </summary>
internal sealed class FollowedTimelines
{
    /// <summary>Of more tags the posts are taken out of the public timeline: each would want a connection of its own.</summary>
    public const int MostTags = 10;

    /// <summary>So much of a timeline is read at a time: 1,000 posts.</summary>
    public const int MostPages = 25;

    private readonly StatusTimeline[] _timelines;

    public FollowedTimelines(MastodonServer server, RelayOptions options)
    {
        string[] tags = options.Track.All(term => term.IsTag) ? [.. options.Track.Select(term => term.Text).Distinct(StringComparer.OrdinalIgnoreCase)] : [];
        AreTags = tags.Length is > 0 and <= MostTags;
        _timelines = AreTags ? [.. tags.Select(tag => new StatusTimeline(server, tag))] : [new(server, null)];
        Words = AreTags ? And([.. tags.Select(tag => "#" + tag)])
            : tags.Length == 0 ? "the public timeline"
            : string.Create(CultureInfo.InvariantCulture, $"the public timeline, where posts with {tags.Length} tags are taken from it: a server is asked for at most {MostTags}");
    }

    public bool AreTags { get; }

    /// <summary>For a person, as in "streaming …".</summary>
    public string Words { get; }

    public int Count => _timelines.Length;

    public IEnumerable<string> StreamPaths => _timelines.Select(timeline => timeline.StreamPath);

    /// <summary>Looks whether there is something to read, by the first.</summary>
    public Task TryAsync(CancellationToken stop) => _timelines[0].BeginAsync(stop);

    /// <summary>Nothing up to this id is wanted any more, at least of those of which nobody knows how far they were read.</summary>
    public void SkipTo(string id, bool all)
    {
        foreach (var timeline in _timelines.Where(timeline => all || timeline.ReadTo is null))
            timeline.SkipTo(id);
    }

    /// <summary>Looks once more for what came late, see <see cref="StatusTimeline.StepBack"/>.</summary>
    public void StepBack(TimeSpan by) => Array.ForEach(_timelines, timeline => timeline.StepBack(by));

    /// <summary>Reads each from where it was left, or else from now on.</summary>
    /// <param name="onPage">Takes each page; null is one that only tells where now is.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The latest id, and whether that was all there is.</returns>
    public async Task<(string? Latest, bool IsComplete)> ReadAsync(Func<StatusPage?, CancellationToken, ValueTask> onPage, CancellationToken stop)
    {
        foreach (var timeline in _timelines)
        {
            if (timeline.ReadTo is null)
            {
                await timeline.BeginAsync(stop);
                await onPage(null, stop);
                continue;
            }

            var pages = 0;
            do
                await onPage(await timeline.NextAsync(stop), stop);
            while (!timeline.IsAtEnd && ++pages < MostPages);
        }

        return (_timelines.Aggregate((string?)null, (latest, timeline) => StatusId.Later(latest, timeline.ReadTo)), _timelines.All(timeline => timeline.IsAtEnd));
    }

    /// <summary>Goes on from now with those that were not read to their end.</summary>
    public async Task LeaveOutAsync(CancellationToken stop)
    {
        foreach (var timeline in _timelines.Where(timeline => !timeline.IsAtEnd))
            await timeline.BeginAsync(stop);
    }

    private static string And(string[] tags) => tags.Length == 1 ? tags[0] : $"{string.Join(", ", tags.SkipLast(1))} and {tags[^1]}";
}
