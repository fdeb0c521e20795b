using TweetStream.Archive;

namespace TweetStream.Batch.Views;

/// <summary>The views that are in force at one moment, and whether answers may be made of them.</summary>
/// <param name="Archive">Identity of the archive.</param>
/// <param name="Manifest">What is in force; null where nothing is.</param>
/// <param name="Notice">Why answers are not made of it, for a person; null where they are.</param>
internal sealed record ViewsInForce(string Archive, ViewManifest? Manifest, string? Notice)
{
    /// <summary>What answers may be made of; null where all is to be counted from the archive.</summary>
    public ViewManifest? Usable => Notice is null ? Manifest : null;

    /// <summary>Offsets below H, of any time, that no view holds.</summary>
    public long Missing => Usable is { Views: [var oldest, ..] views } usable ? usable.Until - oldest.First - views.Sum(view => view.Next - view.First) : 0;

    /// <param name="archive">The folder of the archive.</param>
    /// <param name="views">The folder of the views; there may be none.</param>
    /// <exception cref="IOException">There is no archive, or no exact answer can be given of it and these views.</exception>
    public static ViewsInForce Read(string archive, string views)
    {
        var id = ArchiveFolder.ReadId(archive);
        var manifest = ViewManifest.Read(views, id);
        var read = new ViewsInForce(id, manifest, NoticeOf(archive, manifest));
        if (read.Usable is { } usable)
            ArchiveCheck.Fits(archive, usable);
        return read;
    }

    private static string? NoticeOf(string archive, ViewManifest? manifest)
    {
        if (manifest is null)
            return "there are no views: all was counted from the archive";
        if (!manifest.IsStale)
            return null;
        if (manifest.Views is [var oldest, ..] && !ClosedRange.Firsts(archive).Contains(oldest.First))
            throw new ViewsException("the views were made by another version and hold posts that are no longer in the archive, so that no exact answer can be given; run tweetstream batch");
        return "the views were made by another version: all was counted from the archive; run tweetstream batch";
    }
}
