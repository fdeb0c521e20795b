using System.ComponentModel;

namespace TweetStream.Web.Page;

/// <summary>How one tag fared in the windows that are kept.</summary>
internal sealed record SeriesView(
    [property: Description("The key under which spellings are counted together.")] string Tag,
    [property: Description("The spelling seen most often in the newest window that ranks it.")] string Display,
    [property: Description("One point a window in which the tag was ranked, oldest first; in the others it was below.")] IReadOnlyList<SeriesPoint> Points)
{
    /// <summary>Null where no window ranks the tag.</summary>
    /// <param name="tag">In any case, with or without its <c>#</c>.</param>
    /// <param name="windows">Oldest first.</param>
    public static SeriesView? Of(string tag, IEnumerable<ShownWindow> windows)
    {
        var points = new List<SeriesPoint>();
        var last = default(TagView);
        foreach (var window in windows)
        {
            for (var rank = 0; rank < window.View.Top.Count; rank++)
            {
                var ranked = window.View.Top[rank];
                if (!IsNamed(ranked, tag))
                    continue;
                points.Add(new(window.View.End, ranked.Count, rank + 1));
                last = ranked;
            }
        }

        return last is null ? null : new(last.Tag, last.Display, points);
    }

    private static bool IsNamed(TagView ranked, string tag) =>
        IsSame(ranked.Tag, tag) || IsSame(ranked.Display, tag);

    private static bool IsSame(string known, string asked) =>
        known.Equals(asked, StringComparison.OrdinalIgnoreCase) || (known.StartsWith('#') && known.AsSpan(1).Equals(asked, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A tag in one window.</summary>
internal sealed record SeriesPoint(
    [property: Description("End of the window: ISO 8601, in UTC.")] string End,
    [property: Description("Posts of the window that hold the tag.")] long Count,
    [property: Description("Its place, from 1.")] int Rank);
