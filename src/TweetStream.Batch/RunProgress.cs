using TweetStream.Archive;
using TweetStream.Batch.Views;

namespace TweetStream.Batch;

/// <summary>Tells how far a run is, now and then while a segment is counted and when it is over.</summary>
internal sealed class RunProgress : IDisposable
{
    // So many offsets lie between two reports.
    private const int Stride = 8192;

    private readonly Dictionary<long, long> _bytes;
    private readonly IProgress<BatchProgress>? _told;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long _total;
    private long _done;
    private long _posts;

    /// <param name="archive">The folder.</param>
    /// <param name="firsts">First offsets of the segments that are to be counted.</param>
    /// <param name="told">Who is told; null for nobody.</param>
    /// <param name="time">By which posts/s are told.</param>
    public RunProgress(string archive, IReadOnlySet<long> firsts, IProgress<BatchProgress>? told, TimeProvider time)
    {
        _bytes = ArchiveFolder.Segments(archive).Where(segment => firsts.Contains(segment.First)).ToDictionary(segment => segment.First, segment => SizeOf(segment.Path));
        (_told, _time, _start, _total) = (_bytes.Count > 0 ? told : null, time, time.GetTimestamp(), Math.Max(_bytes.Values.Sum(), 1));
    }

    /// <summary>Segments that are done.</summary>
    public int Segments { get; private set; }

    /// <summary>Of so many; more only where views turn out to be made anew.</summary>
    public int OfSegments => Math.Max(_bytes.Count, Segments);

    /// <summary>A line of a segment was counted.</summary>
    public void Pass(ClosedRange segment, long offset, long posts)
    {
        if (_told is not null && offset % Stride == 0)
            Tell(_posts + posts, _done + (long)(_bytes.GetValueOrDefault(segment.First) * ((double)(offset - segment.First) / (segment.End - segment.First))), isOver: false);
    }

    /// <summary>A segment is done, with so many posts in it.</summary>
    public void End(ClosedRange segment, long posts)
    {
        Segments++;
        _posts += posts;
        _done += _bytes.GetValueOrDefault(segment.First);
        Tell(_posts, _done, isOver: false);
    }

    public void Dispose() => Tell(_posts, _done, isOver: true);

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private void Tell(long posts, long bytes, bool isOver) =>
        _told?.Report(new(Segments, OfSegments, Math.Min(1, (double)bytes / _total), posts, posts / Math.Max(_time.GetElapsedTime(_start).TotalSeconds, 0.001), isOver));
}
