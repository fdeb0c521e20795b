using Microsoft.Extensions.Logging;
using ZstdSharp;

namespace TweetStream.Archive;

/// <summary>
/// The segments that no longer grow, oldest first. Owns their compression in the background, one at a time, and that none
/// is removed meanwhile; which are too old is the writer's to say. For use by one thread at a time.
/// </summary>
internal sealed class ClosedSegments(IEnumerable<ArchiveSegment> segments, TimeProvider time, ILogger logger) : IDisposable
{
    private const int CompressionLevel = 3;
    private const int BlockBytes = 128 * 1024;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromMilliseconds(200);
    private readonly List<ArchiveSegment> _segments = [.. segments];
    private readonly CancellationTokenSource _stop = new();
    private Task<bool> _compressing = Task.FromResult(true);
    private ArchiveSegment? _compressed;
    private long? _failedAt;

    public int Count => _segments.Count;

    public ArchiveSegment? Oldest => _segments is [var oldest, ..] ? oldest : null;

    /// <summary>The first offset after the oldest segment's; null where that is the only one.</summary>
    public long? SecondFirst => _segments is [_, var second, ..] ? second.First : null;

    public void Add(ArchiveSegment segment) => _segments.Add(segment);

    /// <summary>Whether the oldest one was last appended to before <paramref name="limit"/> in UTC, and may be removed.</summary>
    public bool IsOldestBefore(DateTime limit)
    {
        Settle();
        if (Oldest is not { } oldest || oldest == _compressed)
            return false;
        // The writer before this one may have ended while it compressed.
        if (!oldest.IsCompressed && File.Exists(oldest.Compressed.Path))
            _segments[0] = oldest = oldest.Compressed;
        return File.GetLastWriteTimeUtc(oldest.Path) < limit;
    }

    /// <exception cref="IOException">It is no longer in the list, but its file is there.</exception>
    public void RemoveOldest()
    {
        var oldest = _segments[0];
        _segments.RemoveAt(0);
        File.Delete(oldest.Path);
    }

    /// <summary>Begins with the next segment that is plain, unless one is under way.</summary>
    /// <param name="lastIsLast">Whether no segment follows the last of these. That one stays plain, so that an opening can see its end at once.</param>
    public void Compress(bool lastIsLast)
    {
        Settle();
        if (_compressed is not null || (_failedAt is { } at && time.GetElapsedTime(at) < PauseAfterFailure))
            return;
        var candidates = lastIsLast ? _segments.SkipLast(1) : _segments;
        if (candidates.FirstOrDefault(segment => !segment.IsCompressed) is not { } next)
            return;
        _compressed = next;
        _compressing = Task.Run(() => TryCompress(next));
    }

    /// <summary>For tests: when nothing is being compressed.</summary>
    internal Task Idle => _compressing;

    /// <summary>Ends a compression under way, or leaves it to its own end where the disk keeps it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _compressing.Wait(PatienceAtEnd);
    }

    private void Settle()
    {
        if (_compressed is null || !_compressing.IsCompleted)
            return;
        if (_compressing.Result)
            _segments[_segments.IndexOf(_compressed)] = _compressed.Compressed;
        _failedAt = _compressing.Result ? null : time.GetTimestamp();
        _compressed = null;
    }

    private bool TryCompress(ArchiveSegment segment)
    {
        try
        {
            DurableFile.Replace(segment.Compressed.Path, file => Compress(segment, file), File.GetLastWriteTimeUtc(segment.Path));
            File.Delete(segment.Path);
            logger.LogCompressed(segment.Name);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (FileNotFoundException) when (File.Exists(segment.Compressed.Path))
        {
            return true;
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure) || failure is ZstdException)
        {
            if (!_stop.IsCancellationRequested)
                logger.LogNotCompressed(segment.Name, failure.Message);
            return false;
        }
    }

    private void Compress(ArchiveSegment segment, Stream file)
    {
        using var input = segment.Open();
        using var output = new CompressionStream(file, CompressionLevel, leaveOpen: true);
        var buffer = new byte[BlockBytes];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            _stop.Token.ThrowIfCancellationRequested();
            output.Write(buffer, 0, read);
        }

        _stop.Token.ThrowIfCancellationRequested();
    }
}
