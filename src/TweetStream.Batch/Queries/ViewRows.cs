using System.Globalization;
using System.Runtime.ExceptionServices;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Queries;

/// <summary>
/// The rows that views give for a question, up to H. Owns which of their files are read, that none is read that is damaged,
/// and the posts of the ten seconds that an end of the question cuts, which only their segments know.
/// </summary>
/// <param name="question">Where the views and the archive are.</param>
/// <param name="windows">The time, or times, that are to be told apart.</param>
/// <param name="tag">Which rows.</param>
/// <param name="files">Knows which are whole.</param>
/// <param name="database">Takes them.</param>
internal sealed class ViewRows(Question question, ComparedWindows windows, WantedTag tag, WholeFiles files, CountDatabase database)
{
    // A disk or a memory that is read by more is not read faster.
    private const int MostReaders = 4;

    /// <summary>Time of the earliest post asked for, if the question has no beginning; null where there is none. Set by <see cref="Add"/>.</summary>
    public long? Earliest { get; private set; }

    /// <summary>Time of the latest post asked for, if the question has no end.</summary>
    public long? Latest { get; private set; }

    /// <exception cref="ViewsException">A view is damaged, or posts that are needed are gone.</exception>
    public void Add(IReadOnlyList<View> views, CancellationToken stop)
    {
        var parts = views.SelectMany(view => windows.All.Where(view.Overlaps), (view, window) => CutView.Of(view, window, question.Coarsest)).ToList();
        (Earliest, Latest) = (parts.Min(part => part.View.Earliest), parts.Max(part => part.View.Latest));
        Check(parts.SelectMany(part => part.Levels, (part, level) => part.View.FileOf(level)).Distinct(), stop);
        AddCut([.. parts.Where(part => part.Cut.Count > 0)], stop);
        foreach (var group in parts.SelectMany(part => part.Whole, (part, whole) => (part.Asked.From, whole.Level, whole.Stretch, part.View)).GroupBy(part => (part.From, part.Level, part.Stretch), part => part.View))
        {
            var (from, level, stretch) = group.Key;
            foreach (var condition in tag.Conditions)
                database.AddFiles(group.Select(view => PathOf(view, level)), condition + CountDatabase.Within(stretch), from);
        }
    }

    private void Check(IEnumerable<ViewFile> read, CancellationToken stop)
    {
        var readers = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostReaders, Environment.ProcessorCount), CancellationToken = stop };
        try
        {
            Parallel.ForEach(read, readers, file => files.Check(question.Views, file));
        }
        catch (AggregateException failures)
        {
            // One is as good as all.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private void AddCut(IReadOnlyList<CutView> parts, CancellationToken stop)
    {
        if (parts.Count == 0)
            return;
        var buckets = parts.SelectMany(part => part.Cut).SelectMany(cut => new[] { Bucket.Floor(cut.From), Bucket.Floor(cut.To - 1) }).Distinct();
        var withPosts = database.Read(
            string.Create(CultureInfo.InvariantCulture, $"SELECT DISTINCT filename FROM {CountDatabase.Files(parts.Select(part => PathOf(part.View, Level.TenSeconds)))} WHERE {CountDatabase.IsOfPosts} AND bucket IN ({string.Join(", ", buckets)})"),
            row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        foreach (var part in parts.Where(part => withPosts.Contains(PathOf(part.View, Level.TenSeconds))))
            AddSegment(part, stop);
    }

    private string PathOf(View view, Level level) => Path.Combine(question.Views, view.FileOf(level).Name);

    private void AddSegment(CutView part, CancellationToken stop)
    {
        var (first, next) = (part.View.First, part.View.Next);
        var counts = new PostFold([.. part.Cut]) { Newest = part.View.Before ?? long.MinValue };
        var lines = ArchiveFold.Read(question.Archive, first, next, counts.Add, stop);
        if (lines.First != first || lines.Lines != next - first)
        {
            throw new ViewsException(
                $"the time asked for begins or ends within ten seconds of posts that the archive no longer holds (offsets {first} to {next}), of which only whole ones are known; give times that end in a full ten seconds")
            {
                IsAskedWrongly = true,
            };
        }

        database.Append(tag.Of(counts.Rows()));
    }
}
