namespace TweetStream.Batch.Views;

/// <summary>Whether an archive and its views fit together: what would make a wrong number is refused instead.</summary>
internal static class ArchiveCheck
{
    /// <param name="archive">The folder, for the message.</param>
    /// <param name="growing">First offset of the last segment; null where there is none.</param>
    /// <param name="until">H of the views; null where there are none.</param>
    /// <exception cref="ViewsException">The archive ends before what was counted of it.</exception>
    public static void EndsAtOrAfter(string archive, long? growing, long? until)
    {
        if (growing < until)
            throw new ViewsException($"the archive {archive} ends in the segment of offset {growing}, and the views hold it up to {until}: segments are missing, or it was restored from an older copy; give another --views DIR");
    }

    /// <param name="segments">The offsets that they begin with, in order.</param>
    /// <param name="views">In the order of their offsets.</param>
    /// <exception cref="ViewsException">A segment begins with an offset that a view of another segment holds.</exception>
    public static void HasNoForeign(IEnumerable<long> segments, IEnumerable<View> views)
    {
        using var view = views.GetEnumerator();
        View? before = null;
        var isOver = !view.MoveNext();
        foreach (var first in segments)
        {
            for (; !isOver && view.Current.First < first; isOver = !view.MoveNext())
                before = view.Current;
            if (before?.Next > first)
                throw new ViewsException($"the archive has a segment that begins with offset {first}, which is in the view of the offsets {before.First} to {before.Next} already: it is not of this archive");
        }
    }

    /// <exception cref="ViewsException">The archive has a segment before H that no view was made of.</exception>
    public static void Fits(string archive, ViewManifest manifest)
    {
        var segments = ClosedRange.Firsts(archive);
        EndsAtOrAfter(archive, segments.Count > 0 ? segments.Max : null, manifest.Until);
        HasNoForeign(segments, manifest.Views);
        segments.ExceptWith(manifest.Views.Select(view => view.First));
        if (segments.Count > 0 && segments.Min < manifest.Until)
            throw new ViewsException($"the archive has a segment that begins with offset {segments.Min}, of which there is no view though they go up to offset {manifest.Until}; run tweetstream batch");
    }
}
