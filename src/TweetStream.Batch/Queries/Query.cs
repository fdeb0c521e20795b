using System.Globalization;
using DuckDB.NET.Data;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Queries;

/// <summary>
/// The serving layer: answers a question from the views up to H and from the archive from H on, counts added first and
/// ranked after. Owns that the answer is that of brute force over the archive, also while views are swapped; where that
/// cannot be, it refuses. Only reads.
/// </summary>
public sealed class Query(Question question)
{
    private const int MostAttempts = 5;
    private const int MostRowsInMemory = 1_000_000;

    private readonly Stretch _asked = new(question.From?.ToUnixTimeMilliseconds() ?? long.MinValue, question.To?.ToUnixTimeMilliseconds() ?? long.MaxValue);
    private readonly string? _key = question.Tag is null ? null : CountSql.KeyOf(question.Tag);

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; set; }

    /// <exception cref="IOException">It cannot be answered; the message is one line.</exception>
    public Answer Answer(CancellationToken stop)
    {
        var archive = ArchiveFolder.ReadId(question.Archive);
        for (var attempt = 1; ; attempt++)
        {
            var manifest = ViewManifest.Read(question.Views, archive);
            try
            {
                return Answer(manifest, stop);
            }
            catch (Exception failure) when (failure is ViewsException or DuckDBException)
            {
                // A run between reading the manifest and opening its files may have removed them.
                if (attempt < MostAttempts && ViewManifest.Read(question.Views, archive)?.HasSameFiles(manifest) != true)
                    continue;
                throw failure as ViewsException ?? new ViewsException("the views cannot be asked: " + failure.Message.Split('\n')[0], failure);
            }
        }
    }

    private Answer Answer(ViewManifest? manifest, CancellationToken stop)
    {
        Done?.Invoke("manifest");
        var notice = NoticeOf(manifest);
        var usable = notice is null ? manifest : null;
        if (usable is not null)
            ArchiveCheck.Fits(question.Archive, usable);
        using var database = CountDatabase.Open();
        AddViews(database, usable?.Views ?? [], stop);
        Done?.Invoke("views");
        var from = usable?.Until ?? ClosedRange.Firsts(question.Archive).FirstOrDefault();
        var (live, untimed, unreadable) = AddLive(database, from, stop);
        var sql = new CountSql(database, question);
        return sql.Complete(new()
        {
            From = question.From,
            To = question.To,
            Posts = 0,
            Tags = 0,
            ViewsUntil = usable?.Until,
            Until = live.Next,
            Missing = MissingOf(usable) + live.Missing,
            Untimed = untimed + (usable?.Views.Sum(view => view.Untimed) ?? 0),
            Unreadable = unreadable + (usable?.Views.Sum(view => view.Unreadable) ?? 0),
            Notice = notice,
        });
    }

    private string? NoticeOf(ViewManifest? manifest)
    {
        if (manifest is null)
            return "there are no views: all was counted from the archive";
        if (!manifest.IsStale)
            return null;
        if (manifest.Views is [var oldest, ..] && !ClosedRange.Firsts(question.Archive).Contains(oldest.First))
            throw new ViewsException("the views were made by another version and hold posts that are no longer in the archive, so that no exact answer can be given; run tweetstream batch");
        return "the views were made by another version: all was counted from the archive; run tweetstream batch";
    }

    private static long MissingOf(ViewManifest? manifest)
    {
        if (manifest is null || manifest.Views.Count == 0)
            return 0;
        var held = manifest.Views.Sum(view => view.Next - view.First);
        return manifest.Until - manifest.Views[0].First - held;
    }

    private void AddViews(CountDatabase database, IReadOnlyList<View> views, CancellationToken stop)
    {
        var cut = views.Where(view => view.Overlaps(_asked)).Select(view => CutView.Of(view, _asked)).ToList();
        foreach (var view in cut.Select(part => part.View).Where(view => !view.IsWhole(question.Views)))
            throw new ViewsException($"the view {view.File} is damaged or missing; run tweetstream batch, which makes it anew");
        foreach (var part in cut.Where(part => part.Cut.Length > 0 && HasPostsIn(part, database)))
            AddSegment(database, part, stop);
        foreach (var group in cut.Where(part => !part.Whole.IsEmpty).GroupBy(part => part.Whole))
        {
            var files = string.Join(", ", group.Select(part => PathOf(part.View)));
            database.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO counted SELECT tag, spelling, bucket, count, first FROM read_parquet([{files}]) WHERE bucket >= {group.Key.From} AND bucket < {group.Key.To}{OnlyTag()}"));
        }
    }

    private string OnlyTag() => _key is null ? "" : $" AND (tag IS NULL OR tag = {CountDatabase.Quoted(_key)})";

    private bool HasPostsIn(CutView part, CountDatabase database)
    {
        // Each within one bucket, and at least one of its ends is no limit's.
        var buckets = part.Cut.Select(cut => Bucket.Floor(cut.From == long.MinValue ? cut.To - 1 : cut.From)).Distinct();
        return database.Read(
            string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM read_parquet({PathOf(part.View)}) WHERE tag IS NULL AND bucket IN ({string.Join(", ", buckets)})"),
            row => row.GetInt64(0)).Single() > 0;
    }

    private string PathOf(View view) => CountDatabase.Quoted(Path.Combine(question.Views, view.File));

    private void AddSegment(CountDatabase database, CutView part, CancellationToken stop)
    {
        var counts = new PostFold(part.Cut);
        var lines = ArchiveFold.Read(question.Archive, part.View.First, part.View.Next, counts.Add, stop);
        if (lines.First != part.View.First || lines.Lines != part.View.Next - part.View.First)
        {
            throw new ViewsException(
                $"the time asked for begins or ends within ten seconds of posts that the archive no longer holds (offsets {part.View.First} to {part.View.Next}), of which only whole ones are known; give times that end in a full ten seconds");
        }

        database.Append(OnlyTag(counts.Rows()));
    }

    private (LinesRead Lines, long Untimed, long Unreadable) AddLive(CountDatabase database, long from, CancellationToken stop)
    {
        var counts = new PostFold(_asked);
        var (untimed, unreadable) = (0L, 0L);
        var lines = ArchiveFold.Read(question.Archive, from, long.MaxValue, Add, stop);
        Flush();
        return (lines, untimed, unreadable);

        void Add(ReadOnlySpan<byte> line, long offset)
        {
            counts.Add(line, offset);
            if (counts.RowCount >= MostRowsInMemory)
                Flush();
        }

        void Flush()
        {
            database.Append(OnlyTag(counts.Rows()));
            untimed += counts.Untimed;
            unreadable += counts.Unreadable;
            counts = new(_asked);
        }
    }

    private IEnumerable<CountRow> OnlyTag(IEnumerable<CountRow> rows)
    {
        if (_key is null)
            return rows;
        var key = System.Text.Encoding.UTF8.GetBytes(_key);
        return rows.Where(row => row.Tag is null || row.Tag.AsSpan().SequenceEqual(key));
    }
}
