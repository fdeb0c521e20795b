using System.Globalization;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Tail;

namespace TweetStream.Batch.Queries;

/// <summary>The rows that the live tail gives for a question, from H on. Owns the posts of the ten seconds that an end of the question cuts, which only the archive knows.</summary>
/// <param name="question">Where the archive is.</param>
/// <param name="asked">The stretch of time.</param>
/// <param name="tag">Which rows.</param>
/// <param name="database">Takes them, and has the tables of the tail.</param>
internal sealed class TailRows(Question question, Stretch asked, WantedTag tag, CountDatabase database)
{
    /// <summary>Time of the earliest post asked for, if the question has no beginning; null where there is none. Set by <see cref="Add"/>.</summary>
    public long? Earliest { get; private set; }

    /// <summary>Time of the latest post asked for, if the question has no end.</summary>
    public long? Latest { get; private set; }

    /// <exception cref="ViewsException">The archive no longer has posts that are to be counted from it.</exception>
    public void Add(IEnumerable<TailPart> tail, CancellationToken stop)
    {
        var parts = tail.Where(part => part.Overlaps(asked)).ToList();
        if (parts.Count == 0)
            return;
        (Earliest, Latest) = (parts.Min(part => part.Earliest), parts.Max(part => part.Latest));
        foreach (var part in parts)
        {
            var (whole, cut) = asked.InBuckets(part.Earliest, part.Latest);
            if (cut.Length > 0 && HasPostsIn(part, cut))
                AddSegment(part, cut, stop);
            if (whole.IsEmpty)
                continue;
            foreach (var condition in tag.Conditions)
                database.AddShared(part.Table, condition + CountDatabase.Within(whole));
        }
    }

    private bool HasPostsIn(TailPart part, Stretch[] cut)
    {
        var buckets = cut.Select(stretch => Bucket.Floor(stretch.From == long.MinValue ? stretch.To - 1 : stretch.From)).Distinct();
        return database.Read(
            string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM {part.Table} WHERE {CountDatabase.IsOfPosts} AND bucket IN ({string.Join(", ", buckets)})"),
            row => row.GetInt64(0)).Single() > 0;
    }

    private void AddSegment(TailPart part, Stretch[] cut, CancellationToken stop)
    {
        var counts = new PostFold(cut) { Newest = part.Before ?? long.MinValue };
        var lines = ArchiveFold.Read(question.Archive, part.First, part.Next, counts.Add, stop);
        if (lines.First != part.First || lines.Lines != part.Next - part.First)
            throw new ViewsException(string.Create(CultureInfo.InvariantCulture, $"the archive no longer holds the posts with the offsets {part.First} to {part.Next}, some of which were asked for"));
        database.Append(tag.Of(counts.Rows()));
    }
}
