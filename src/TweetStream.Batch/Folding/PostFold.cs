using System.Runtime.InteropServices;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Tagging;

namespace TweetStream.Batch.Folding;

/// <summary>
/// From archived lines to counts: the one fold that makes the views and counts what no view holds yet. Owns at which time
/// a post counts and that it counts under each tag once; leaves reading the archive to <see cref="ArchiveFold"/>. Counts of
/// two folds may be added. Not for use by two threads at once.
/// </summary>
internal sealed class PostFold
{
    // As the counter: a post from the year 2100 counts when it came.
    private const long FurthestAhead = 5 * 60_000;

    private readonly PostReader _reader = new();
    private readonly PostBuffer _post = new();
    private readonly TagTable _table = new(keepCase: false);
    private readonly PostTags _tags;
    private readonly Dictionary<(long Bucket, int Spelling), (long Count, long First)> _counts = [];
    private readonly Dictionary<long, (long Count, long First, long Late)> _posts = [];
    private readonly Stretch[] _within;

    /// <param name="within">Stretches that do not overlap; posts outside of all of them are not counted.</param>
    public PostFold(params Stretch[] within)
    {
        _within = within;
        _tags = new(_table, CountBy.Hashtags);
    }

    /// <summary>Posts that are counted.</summary>
    public long Posts { get; private set; }

    /// <summary>Lines that hold no post that can be read.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Posts that say neither when they were made nor when they came: they are in no stretch of time.</summary>
    public long Untimed { get; private set; }

    /// <summary>Time of the earliest post that is counted; larger than <see cref="Latest"/> while there is none.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>Time of the latest post that is counted.</summary>
    public long Latest { get; private set; } = long.MinValue;

    /// <summary>
    /// How far event time has come: the latest time at which a post says that it was made, counted or not, in ms since the Unix epoch. A
    /// fold that goes on from another begins with what that one came to.
    /// </summary>
    public long Newest { get; set; } = long.MinValue;

    /// <summary>Starts of the buckets that have posts, in no order.</summary>
    public IEnumerable<long> Buckets => _posts.Keys;

    /// <summary>How many rows <see cref="Rows"/> has.</summary>
    public int RowCount => _counts.Count + _posts.Count;

    /// <param name="line">The line, without its end.</param>
    /// <param name="offset">Its offset.</param>
    public void Add(ReadOnlySpan<byte> line, long offset)
    {
        if (_reader.Read(line, _post) != LineKind.Post)
            Unreadable++;
        else if (TimeOf(_post, out var isOwn) is not { } time)
            Untimed++;
        else
            Add(time, isOwn, offset);
    }

    /// <summary>The counts in no order: a row for each bucket that has posts, and one for each spelling in it.</summary>
    public IEnumerable<CountRow> Rows()
    {
        foreach (var (bucket, (count, first, late)) in _posts)
            yield return new(null, null, bucket, count, first, late);
        var keys = new byte[_table.Count][];
        foreach (var ((bucket, spelling), (count, first)) in _counts)
        {
            var key = _table.KeyOf(spelling);
            keys[key] ??= _table.Key(key).ToArray();
            yield return new(keys[key], _table.Spelling(spelling).ToArray(), bucket, count, first, null);
        }
    }

    /// <summary>The time at which a post counts, in ms since the Unix epoch; null where it says neither when it was made nor when it came.</summary>
    /// <param name="post">The post.</param>
    /// <param name="isOwn">Whether it is the time at which the post says that it was made.</param>
    public static long? TimeOf(PostBuffer post, out bool isOwn)
    {
        isOwn = post.CreatedAt is { } created && (post.ReceivedAt is not { } received || created <= received + FurthestAhead);
        return isOwn ? post.CreatedAt : post.ReceivedAt;
    }

    // As in the counter, a post that does not know its time brings event time no further.
    private void Add(long time, bool isOwn, long offset)
    {
        if (IsWithin(time))
            Count(time, offset);
        if (isOwn)
            Newest = Math.Max(Newest, time);
    }

    private bool IsWithin(long time)
    {
        foreach (var stretch in _within)
        {
            if (stretch.Contains(time))
                return true;
        }

        return false;
    }

    private void Count(long time, long offset)
    {
        Posts++;
        (Earliest, Latest) = (Math.Min(Earliest, time), Math.Max(Latest, time));
        var bucket = Bucket.Floor(time);
        ref var posts = ref CollectionsMarshal.GetValueRefOrAddDefault(_posts, bucket, out var isKnown);
        posts = (posts.Count + 1, isKnown ? posts.First : offset, posts.Late + (Newest >= bucket + Bucket.Size ? 1 : 0));
        foreach (var spelling in _tags.Of(_post))
            Count(ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (bucket, spelling), out isKnown), isKnown, offset);
    }

    private static void Count(ref (long Count, long First) of, bool isKnown, long offset) => of = (of.Count + 1, isKnown ? of.First : offset);
}

/// <summary>How many posts of a bucket hold a tag in one spelling; without a tag, how many posts the bucket has.</summary>
/// <param name="Tag">The key, in UTF-8 without a sign; null for the posts.</param>
/// <param name="Spelling">As it stands in the posts; null for the posts.</param>
/// <param name="Bucket">Start of the bucket.</param>
/// <param name="Count">In posts.</param>
/// <param name="First">Offset of the first of these posts, by which ties between spellings are decided.</param>
/// <param name="Late">
/// In rows that count the posts, how many came after event time had passed the end of the bucket, so that a window that ends
/// there, and does not wait, has closed without them; null in all others.
/// </param>
internal sealed record CountRow(byte[]? Tag, byte[]? Spelling, long Bucket, long Count, long First, long? Late);
