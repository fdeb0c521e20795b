using DuckDB.NET.Data;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Tail;

/// <summary>
/// The speed layer: the counts of what the archive holds from H on, segment by segment, brought up to now by each question
/// and read only once. Owns that views and tail are one state: what views that come into force hold is dropped in the same step,
/// and so is what the archive removes. Whatever does not fit makes it begin anew, since everything in it is in the archive.
/// For any number of threads; a question waits for others only while new posts are read.
/// </summary>
/// <remarks>The counts are in DuckDB, which goes on in temporary files; in memory are at most a million more while posts are read.</remarks>
public sealed class LiveTail : IDisposable
{
    private const int MostAttempts = 5;
    private const int MostRowsInMemory = 1_000_000;

    private readonly string _archive;
    private readonly string _views;
    private readonly Stretch _within;
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<TailPart> _parts = [];
    private readonly HashSet<long> _known = []; // segments that were there
    private readonly WholeFiles _files = new();
    private CountDatabase? _database;
    private ArchiveReader? _reader;
    private string? _id;
    private long _from;
    private long? _before; // how far event time had come there

    /// <param name="archive">The folder of the archive; it is only read.</param>
    /// <param name="views">The folder of the views; only read, and there may be none.</param>
    public LiveTail(string archive, string views)
        : this(archive, views, Stretch.All)
    {
    }

    /// <param name="archive">The folder of the archive.</param>
    /// <param name="views">The folder of the views.</param>
    /// <param name="within">No question asks for posts outside of it.</param>
    internal LiveTail(string archive, string views, Stretch within) => (_archive, _views, _within) = (archive, views, within);

    /// <summary>How often all that was counted has been given up, to begin anew.</summary>
    public int Discards { get; private set; }

    /// <summary>What there was when it was looked at last; null where that could not be told.</summary>
    internal TailState? Last { get; private set; }

    private long? EventTime => _parts is [.., var last] ? last.After : _before;

    /// <summary>Answers a question from views and tail as they are now, whatever becomes of them meanwhile.</summary>
    /// <param name="answer">Makes the answer; where something is gone that it needs, once more from what there is then.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">It cannot be answered; the message is one line.</exception>
    internal T Ask<T>(Func<TailReading, T> answer, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var reading = Follow(state => new TailReading(_archive, _views, state, _files, _database!.Fork(stop)), stop);
            try
            {
                return answer(reading);
            }
            catch (Exception failure) when (failure is ViewsException or DuckDBException)
            {
                // A run may have removed files, and the archive segments.
                if (attempt < MostAttempts && reading.IsOutdated())
                    continue;
                throw failure as ViewsException ?? new ViewsException("the views cannot be asked: " + failure.Message.Split('\n')[0], failure);
            }
        }
    }

    /// <summary>Reads on, and tells what there is now.</summary>
    /// <exception cref="IOException">There is nothing that could be asked.</exception>
    internal TailState ReadOn(CancellationToken stop) => Follow(state => state, stop);

    public void Dispose()
    {
        _reader?.Dispose();
        _database?.Dispose();
        _one.Dispose();
    }

    private T Follow<T>(Func<TailState, T> take, CancellationToken stop)
    {
        _one.Wait(stop);
        try
        {
            var inForce = ViewsInForce.Read(_archive, _views);
            Hold(inForce, stop);
            Last = new(inForce, _from, [.. _parts]);
            return take(Last);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Last = null;
            // What is wrong with the views alone is mended without it.
            if (failure is not ViewsException)
                Discard();
            if (failure is DuckDBException inside)
                throw new ViewsException("the live tail cannot be kept: " + inside.Message.Split('\n')[0], inside);
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private void Hold(ViewsInForce inForce, CancellationToken stop)
    {
        var segments = ClosedRange.Firsts(_archive);
        var from = inForce.Usable?.Until ?? segments.FirstOrDefault();
        if (_id is not null && !IsFitting(inForce, from, segments))
            Discard();
        (_id, _from, _before) = (inForce.Archive, from, inForce.Usable?.EventTime);
        _database ??= CountDatabase.Open();
        foreach (var part in _parts.Where(part => part.Next <= from || !segments.Contains(part.Segment)).ToList())
            Drop(part);
        _known.Clear();
        _known.UnionWith(segments);
        if (_reader is null || _reader.Position < from)
        {
            _reader?.Dispose();
            _reader = new(_archive, from);
        }

        Read(_reader, stop);
    }

    // Whether all that is held is in the archive from there on, and nothing that was read by is there now.
    private bool IsFitting(ViewsInForce inForce, long from, SortedSet<long> segments)
    {
        if (inForce.Archive != _id || from < _from || _parts.Any(part => part.First < from && part.Next > from))
            return false;
        if (segments.Any(first => first >= from && first < _reader?.Position && !_known.Contains(first)))
            return false;
        if (_parts is not [.., var last] || last.Next <= from)
            return true;
        // The views know of other posts before, so that others of these came late.
        if (inForce.Usable is { } views && _parts.First(part => part.Next > from).Before != views.EventTime)
            return false;
        var growing = new FileInfo(ArchiveSegment.Plain(_archive, last.Segment).Path);
        return segments.Contains(last.Segment) && (!growing.Exists || growing.Length >= last.Bytes);
    }

    private void Read(ArchiveReader reader, CancellationToken stop)
    {
        var (counts, next, bytes) = ((PostFold?)null, 0L, 0L);
        while (!stop.IsCancellationRequested)
        {
            var lines = reader.Read(long.MaxValue, out var first, out var count);
            if (count == 0)
                break;
            if (_parts is not [.., var last] || last.Segment != reader.Segment)
            {
                Flush();
                Begin(new(reader.Segment!.Value, first) { Before = EventTime, After = EventTime });
            }

            counts ??= new(_within) { Newest = EventTime ?? long.MinValue };
            ArchiveFold.Add(lines.Span, first, counts.Add);
            (next, bytes) = (first + count, bytes + lines.Length);
            if (counts.RowCount >= MostRowsInMemory)
                Flush();
        }

        Flush();
        stop.ThrowIfCancellationRequested();

        void Flush()
        {
            if (counts is null)
                return;
            _database!.Append(counts.Rows(), _parts[^1].Table);
            _parts[^1] = _parts[^1].With(counts, next, bytes);
            (counts, bytes) = (null, 0);
        }
    }

    // The part before it is complete.
    private void Begin(TailPart part)
    {
        if (_parts is [.., { Flushes: > 1 } before])
            _database!.Compact(before.Table);
        _database!.Share(part.Table);
        _known.Add(part.Segment);
        _parts.Add(part);
    }

    private void Drop(TailPart part)
    {
        _database!.Drop(part.Table);
        _parts.Remove(part);
    }

    private void Discard()
    {
        Discards += _id is null ? 0 : 1;
        _reader?.Dispose();
        // Those who read it have it until they are done.
        _database?.Dispose();
        (_reader, _database, _id) = (null, null, null);
        _parts.Clear();
        _known.Clear();
    }
}
