using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;
using TweetStream.Hashtags;

namespace TweetStream.Batch;

/// <summary>
/// One run of the batch layer: a view for each closed segment that has none, then all of them into force together with H.
/// Owns the order of the steps, by which a crash leaves the manifest before or the one after; never writes to the archive.
/// </summary>
internal sealed class BatchRun(BatchOptions options, TimeProvider time, ILogger logger, IProgress<BatchProgress>? told = null)
{
    // So that a first run over a long archive that is stopped does not begin again.
    private const int ViewsBetweenManifests = 16;

    private readonly SortedList<long, View> _views = [];
    private readonly Dictionary<long, View> _replaced = []; // good ones that --rebuild makes anew
    private string _archive = "";
    private int _made;
    private long _finishedAt;

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
            var whole = view.Checked(options.Views);
            if (whole is not null && !before!.IsStale)
                (isInArchive && options.Rebuild ? _replaced : (IDictionary<long, View>)_views).Add(view.First, whole);
            else if (isInArchive)
                logger.LogDamaged(view.First, view.Next);
            else if (options.Rebuild)
                logger.LogGivenUp(view.Posts, view.First, view.Next);
            else
                throw new ViewsException($"the view of the offsets {view.First} to {view.Next} {(whole is not null ? "was made by another version" : "is damaged or missing")}, and its {view.Posts} posts are no longer in the archive; --rebuild leaves them out for ever");
        }
    }

    // Where all are made anew, the views before stay in force until the last one is made.
    private void Make(IReadOnlyList<ClosedRange> closed, bool replacesAll, CancellationToken stop)
    {
        using var progress = new RunProgress(options.Archive, closed.Select(range => range.First).Except(_views.Keys).ToHashSet(), told, time);
        using var writers = new ViewWriters(options.Views);
        var writing = new Queue<BegunView>();
        var (before, known) = ((long?)null, 0);
        _finishedAt = time.GetTimestamp();
        foreach (var range in closed)
        {
            for (; known < _views.Count && _views.Keys[known] < range.First; known++)
                before = Later(before, _views.Values[known].After);
            // When it was made other posts were known before it, so that others of it were late, or other letters.
            if ((_views.TryGetValue(range.First, out var view) && view.Before == before && view.Unicode == UnicodeTables.Version) || Count(range, before, progress, stop) is not { } counted)
                continue;
            writing.Enqueue(new(range, writers.Begin(range.First, counted.Next, before, counted.Counts), progress.Segments, progress.OfSegments));
            before = Later(before, counted.Counts.Newest > long.MinValue ? counted.Counts.Newest : null);
            if (writing.Count == ViewWriters.Most)
                Finish(writing.Dequeue(), replacesAll);
        }

        while (writing.TryDequeue(out var last))
            Finish(last, replacesAll);
    }

    // Null where the segment was removed since the look at the folder, because it was too old.
    private (PostFold Counts, long Next)? Count(ClosedRange range, long? before, RunProgress progress, CancellationToken stop)
    {
        var counts = new PostFold(Stretch.All) { Newest = before ?? long.MinValue };
        var lines = ArchiveFold.Read(options.Archive, range.First, range.End, Add, stop);
        if (lines.Lines > 0 ? lines.First != range.First : !ClosedRange.Firsts(options.Archive).Contains(range.First))
        {
            if (_replaced.TryGetValue(range.First, out var replaced))
                _views.TryAdd(range.First, replaced);
            return null;
        }

        progress.End(range, counts.Posts);
        Done?.Invoke("counted");
        return (counts, lines.Next);

        void Add(ReadOnlySpan<byte> line, long offset)
        {
            counts.Add(line, offset);
            progress.Pass(range, offset, counts.Posts);
        }
    }

    // In the order of the archive, whichever was written first.
    private void Finish(BegunView begun, bool replacesAll)
    {
        var view = begun.Writing.GetAwaiter().GetResult();
        _views[view.First] = view;
        _made++;
        var rate = (long)(view.Posts / Math.Max(time.GetElapsedTime(_finishedAt).TotalSeconds, 0.001));
        _finishedAt = time.GetTimestamp();
        if (told is null)
            logger.LogCounted(view.Posts, view.First, view.Next, begun.Number, begun.Of, rate);
        Done?.Invoke("made");
        // Never without a view that was in force: its segment may be gone.
        if (_made % ViewsBetweenManifests == 0 && !replacesAll && _views.Keys[^1] == view.First)
            PutIntoForce(begun.Range.End);
    }

    private static long? Later(long? one, long? other) => one > other ? one : other ?? one;

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
        var named = manifest.Files.ToHashSet(StringComparer.Ordinal);
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

    private readonly record struct BegunView(ClosedRange Range, Task<View> Writing, int Number, int Of);
}
