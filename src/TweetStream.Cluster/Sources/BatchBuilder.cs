using System.IO.Hashing;
using TweetStream.Cluster.Records;
using TweetStream.Counter.Counting;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Tagging;
using TweetStream.Windows;

namespace TweetStream.Cluster.Sources;

/// <summary>
/// Counts posts of one source by pane and partition, so that what is sent does not grow with how often a tag is used. Owns the
/// source's event time, and ends a batch before the lateness of a post could depend on what is in the same batch. Leaves the
/// offsets to <see cref="Place"/>. Not for use by two threads at once.
/// </summary>
internal sealed class BatchBuilder
{
    /// <summary>A batch ends with so many posts at the latest.</summary>
    public const int MostPosts = 20_000;

    // Spellings that are not used any more give their memory back together.
    private const int MostSpellings = 1_000_000;

    private readonly ClusterOptions _options;
    private readonly WindowSpec _spec;
    private readonly Dictionary<long, Pane> _panes = [];
    private readonly List<MissingPosts> _gaps = [];
    private TagTable _table;
    private PostTags _tags;
    private long?[] _missing = []; // since the last post, each a stretch of its own
    private long? _latest, _lastPost;
    private long _capped; // in batches before
    private StreamTotals _totals = new();

    /// <param name="options">What is counted, and how.</param>
    /// <param name="from">Where the source goes on.</param>
    public BatchBuilder(ClusterOptions options, SourcePoint? from)
    {
        _options = options;
        _spec = options.ClosingWindows;
        (_latest, _lastPost) = (from?.Latest, from?.LastPost);
        _table = new(options.KeepCase);
        _tags = new(_table, options.By);
    }

    /// <summary>Posts so far, whatever became of them.</summary>
    public int Posts { get; private set; }

    /// <summary>Whether there is nothing to tell: neither a post nor a line that was left out.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether the batch must end here.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Counts a post.</summary>
    /// <param name="post">What was read.</param>
    /// <param name="arrival">When, for one that does not say when the relay had it; in ms since the Unix epoch.</param>
    public void Add(PostBuffer post, long arrival)
    {
        (Posts, IsEmpty) = (Posts + 1, false);
        if (post.Repaired)
            _totals += new StreamTotals { Repaired = 1 };
        var time = TimeOf(post, arrival, out var isOwn);
        var number = _spec.PaneOf(time);
        if (!_spec.IsInGap(number))
        {
            if (!_panes.TryGetValue(number, out var pane))
                _panes.Add(number, pane = new(number));
            pane.Posts++;
            pane.Add(_tags.Of(post));
        }

        EndGaps(time);
        _lastPost = time;
        // Every post moves the event time, the last of a full batch too.
        var hasPassed = isOwn && HasPassedWindow(time);
        IsFull = hasPassed || Posts >= MostPosts;
    }

    /// <summary>Counts a line that is no post.</summary>
    public void LeaveOut(StreamTotals totals) => (_totals, IsEmpty) = (_totals + totals, false);

    /// <summary>Posts are missing before the next one.</summary>
    /// <param name="posts">How many.</param>
    public void Miss(long posts) => _missing = [.. _missing, posts];

    /// <summary>What was counted, for each partition, and begins anew.</summary>
    /// <returns>Panes by partition, and what only the first one is told.</returns>
    public (PaneCounts[][] Panes, StreamTotals Totals, MissingPosts[] Gaps) Take()
    {
        var totals = _totals with { Capped = _tags.Capped - _capped };
        var taken = (Divide(), totals, _gaps.ToArray());
        _panes.Clear();
        _gaps.Clear();
        (_totals, _capped, Posts, IsEmpty, IsFull) = (new(), _tags.Capped, 0, true, false);
        if (_table.Count > MostSpellings)
        {
            _table = new(_options.KeepCase);
            _tags = new(_table, _options.By) { Capped = _capped };
        }

        return taken;
    }

    /// <summary>Where the source stands after what was counted.</summary>
    public SourcePoint PointAt(string archive, long offset) => new(archive, offset, _latest, _lastPost);

    private long TimeOf(PostBuffer post, long arrival, out bool isOwn)
    {
        // When the relay had it, which is the same whenever it is read again.
        var received = post.ReceivedAt ?? arrival;
        isOwn = post.CreatedAt is { } created && created <= received + (long)_options.FurthestAhead.TotalMilliseconds;
        if (post.CreatedAt is not null && !isOwn)
            _totals += new StreamTotals { Clamped = 1 };
        return isOwn ? post.CreatedAt!.Value : received;
    }

    private void EndGaps(long time)
    {
        foreach (var posts in _missing)
            _gaps.Add(new(Math.Min(_lastPost ?? time, time), Math.Max(_lastPost ?? time, time), posts));
        if (_missing.Length > 0)
            _missing = [];
    }

    // What comes after such a post may be late, and what came before it is not: they must not be in one batch.
    private bool HasPassedWindow(long time)
    {
        if (_latest is { } latest && time <= latest)
            return false;
        var before = _latest;
        _latest = time;
        return before is null || _spec.FirstWindowEndingAfter(_options.WatermarkAt(time)) != _spec.FirstWindowEndingAfter(_options.WatermarkAt(before.Value));
    }

    private PaneCounts[][] Divide()
    {
        var divided = new List<PaneCounts>[_options.Partitions];
        foreach (var pane in _panes.Values.OrderBy(pane => pane.Number))
        {
            var parts = new PaneCountsBuilder?[_options.Partitions];
            parts[0] = new(pane.Number) { Posts = pane.Posts };
            foreach (var (id, count) in pane.Counts)
                (parts[PartitionOf(id)] ??= new(pane.Number)).Add(_table.Spelling(id), count);
            for (var partition = 0; partition < parts.Length; partition++)
            {
                if (parts[partition] is { } part)
                    (divided[partition] ??= []).Add(part.Build());
            }
        }

        return Array.ConvertAll(divided, panes => panes?.ToArray() ?? []);
    }

    // By the key, so that all spellings of a tag are in one partition; the same in every process.
    private int PartitionOf(int spelling) => (int)(XxHash3.HashToUInt64(_table.Key(_table.KeyOf(spelling))) % (ulong)_options.Partitions);
}
