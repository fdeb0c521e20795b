using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch;

/// <summary>
/// One run of the batch layer: a view for each closed segment that has none, then all of them into force together with H.
/// Owns the order of the steps, by which a crash leaves the manifest before or the one after; never writes to the archive.
/// </summary>
internal sealed class BatchRun(BatchOptions options, TimeProvider time, ILogger logger)
{
    // So that a first run over a long archive that is stopped does not begin again.
    private const int ViewsBetweenManifests = 16;

    private readonly SortedList<long, View> _views = [];
    private readonly Dictionary<long, View> _replaced = []; // good ones that --rebuild makes anew
    private string _archive = "";
    private int _made;

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; set; }

    /// <exception cref="IOException">It ended before its time; what was in force is, unless the message says otherwise.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder is not ours.</exception>
    public ViewManifest Run(CancellationToken stop)
    {
        _archive = ArchiveFolder.ReadId(options.Archive);
        Directory.CreateDirectory(options.Views);
        using var alone = TakeLock();
        DurableFile.Tidy(options.Views);
        var before = ViewManifest.Read(options.Views, _archive);
        if (before is { IsStale: true })
            logger.LogStale(before.Format, before.Tokeniser);
        var (closed, growing) = ClosedRange.Of(options.Archive);
        ArchiveCheck.EndsAtOrAfter(options.Archive, growing, before?.Until);
        Keep(before, closed);
        ArchiveCheck.HasNoForeign(closed.Select(range => range.First), _views.Values);
        var until = growing ?? before?.Until ?? 0;
        Make(closed, options.Rebuild || before?.IsStale == true, stop);
        var manifest = PutIntoForce(until);
        Clean(manifest);
        var posts = manifest.Views.Sum(view => view.Posts);
        var gone = manifest.Views.Count(view => !closed.Any(range => range.First == view.First));
        logger.LogInForce(until, posts, manifest.Views.Count, _made, gone);
        return manifest;
    }

    private FileStream TakeLock()
    {
        try
        {
            return FolderLock.Take(options.Views);
        }
        catch (IOException refusal) when (FolderLock.IsTaken(refusal))
        {
            throw new ViewsException($"another tweetstream batch is at work on the views in {options.Views}; let it end, or give another --views DIR", refusal);
        }
    }

    // A view whose segment is gone can be kept, and never be made again.
    private void Keep(ViewManifest? before, IReadOnlyList<ClosedRange> closed)
    {
        var firsts = closed.Select(range => range.First).ToHashSet();
        foreach (var view in before?.Views ?? [])
        {
            var isInArchive = firsts.Contains(view.First);
            if (isInArchive && before!.IsStale)
                continue;
            var isWhole = view.IsWhole(options.Views);
            if (isWhole && !before!.IsStale)
                (isInArchive && options.Rebuild ? _replaced : (IDictionary<long, View>)_views).Add(view.First, view);
            else if (isInArchive)
                logger.LogDamaged(view.File);
            else if (options.Rebuild)
                logger.LogGivenUp(view.Posts, view.First, view.Next);
            else
                throw new ViewsException($"the view {view.File} {(isWhole ? "was made by another version" : "is damaged or missing")}, and its {view.Posts} posts are no longer in the archive; --rebuild leaves them out for ever");
        }
    }

    // Where all are made anew, the views before stay in force until the last one is made.
    private void Make(IReadOnlyList<ClosedRange> closed, bool replacesAll, CancellationToken stop)
    {
        for (var done = 0; done < closed.Count; done++)
        {
            var range = closed[done];
            if (_views.ContainsKey(range.First))
                continue;
            var (start, counts) = (time.GetTimestamp(), new PostFold(Stretch.All));
            var lines = ArchiveFold.Read(options.Archive, range.First, range.End, counts.Add, stop);
            // Removed since the look at the folder, because it was too old.
            if (lines.Lines > 0 ? lines.First != range.First : !ClosedRange.Firsts(options.Archive).Contains(range.First))
            {
                if (_replaced.TryGetValue(range.First, out var replaced))
                    _views.Add(range.First, replaced);
                continue;
            }

            Done?.Invoke("counted");
            _views.Add(range.First, ViewWriter.Write(options.Views, range.First, lines.Next, counts));
            _made++;
            var rate = (long)(counts.Posts / Math.Max(time.GetElapsedTime(start).TotalSeconds, 0.001));
            logger.LogCounted(counts.Posts, range.First, lines.Next, done + 1, closed.Count, rate);
            Done?.Invoke("made");
            // Never without a view that was in force: its segment may be gone.
            if (_made % ViewsBetweenManifests == 0 && !replacesAll && _views.Keys[^1] == range.First)
                PutIntoForce(range.End);
        }
    }

    private ViewManifest PutIntoForce(long until)
    {
        var manifest = new ViewManifest
        {
            Format = ViewManifest.CurrentFormat,
            Tokeniser = ViewManifest.CurrentTokeniser,
            Archive = _archive,
            Until = until,
            Views = [.. _views.Values.Where(view => view.First < until)],
        };
        manifest.Write(options.Views);
        Done?.Invoke("in force");
        return manifest;
    }

    private void Clean(ViewManifest manifest)
    {
        var named = manifest.Views.Select(view => view.File).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(options.Views))
        {
            var name = Path.GetFileName(path);
            if (!View.IsName(name) || named.Contains(name))
                continue;
            try
            {
                File.Delete(path);
                Done?.Invoke("removed");
            }
            catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
            {
                logger.LogNotRemoved(name, failure.Message);
            }
        }
    }
}
