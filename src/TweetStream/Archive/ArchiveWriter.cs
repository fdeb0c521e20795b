using Microsoft.Extensions.Logging;

namespace TweetStream.Archive;

/// <summary>
/// Appends lines to an archive and gives them their offsets. Owns that an offset is given once, when a segment is closed and
/// when the oldest goes, and that a disk that is full or failing pauses archiving and nothing else; leaves bringing a folder
/// into order to <see cref="ArchiveOpening"/> and what a line says to the caller. <see cref="Append"/>, <see cref="Maintain"/>
/// and <see cref="Dispose"/> are for one thread at a time; the properties may be read by any.
/// </summary>
public sealed class ArchiveWriter : IDisposable
{
    /// <summary>Offsets that are reserved at once while nothing is archived.</summary>
    internal const long ReservedAhead = 100_000;

    private static readonly TimeSpan RetentionInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ResumeInterval = TimeSpan.FromSeconds(1);
    private readonly ArchiveOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ArchiveDisk _disk;
    private readonly ArchiveOpening _opened;
    private readonly ClosedSegments _closed;
    private ActiveSegment? _active;
    private long _first;
    private long _end;
    private long _next;
    private long _pausedFrom;
    private long _syncedAt;
    private long _triedAt;
    private long? _retainedAt;
    private bool _isDisposed;
    private long _unarchived;
    private volatile string? _pausedFor;

    private ArchiveWriter(ArchiveOptions options, ArchiveOpening opened, TimeProvider time, ILogger logger, ArchiveDisk disk)
    {
        (_options, _opened, _time, _logger, _disk) = (options, opened, time, logger, disk);
        _closed = new(opened.Closed, time, logger);
        _active = opened.Active;
        _first = opened.First;
        _end = opened.End;
        _next = _pausedFrom = opened.Next;
        _syncedAt = _triedAt = time.GetTimestamp();
    }

    /// <summary>The archive's identity, 32 hexadecimal digits.</summary>
    public string Id => _opened.Id;

    /// <summary>The first offset that can be read; equal to <see cref="End"/> while there is none.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>One after the last offset that is archived: up to here may be read.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The offset of the next post: <see cref="End"/>, or more where posts went unarchived after it.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Whether posts go unarchived.</summary>
    public bool IsPaused => _pausedFor is not null;

    /// <summary>Why posts go unarchived, for a person; null while they do not.</summary>
    public string? PausedFor => _pausedFor;

    /// <summary>Posts that went unarchived since this was opened.</summary>
    public long Unarchived => Volatile.Read(ref _unarchived);

    /// <summary>Opens the archive in a folder, or makes it, and repairs what a crash left.</summary>
    /// <exception cref="ArchiveException">The folder is in use, is no archive's, or its archive is damaged.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static ArchiveWriter Open(ArchiveOptions options, TimeProvider time, ILogger logger) => Open(options, time, logger, free: null);

    /// <inheritdoc cref="Open(ArchiveOptions,TimeProvider,ILogger)"/>
    /// <param name="options">Where and how.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="free">Says how many bytes of the disk are free; null asks the disk.</param>
    internal static ArchiveWriter Open(ArchiveOptions options, TimeProvider time, ILogger logger, Func<long>? free)
    {
        options.Validate();
        var opened = ArchiveOpening.Open(options.Folder, time, logger);
        var writer = new ArchiveWriter(options, opened, time, logger, new(options.Folder, free));
        logger.LogOpened(opened.Id, options.Folder, writer.First, writer.Next, writer._closed.Count + (opened.Active is null ? 0 : 1));
        writer.BeginFirst();
        return writer;
    }

    /// <summary>Appends lines with the offsets from <see cref="Next"/> on, which are given from here on whatever happens.</summary>
    /// <param name="lines">Whole lines, each with its end.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>
    /// How many of them, from the first, are in the archive: all, fewer where the disk is full in their middle, 0 while paused.
    /// </returns>
    public int Append(ReadOnlySpan<byte> lines, int count)
    {
        if (count == 0)
            return 0;
        if (lines is not [.., (byte)'\n'])
            throw new ArgumentException("the last line has no end", nameof(lines));
        var first = _next;
        Volatile.Write(ref _next, first + count);
        var archived = IsPaused ? 0 : Write(lines, count, first);
        if (archived < count)
            Volatile.Write(ref _unarchived, _unarchived + count - archived);
        if (IsPaused && _next > _opened.Reservation.Value)
            _opened.Reservation.TryWrite(_next + ReservedAhead);
        return archived;
    }

    /// <summary>Does what is due: fsync, a look at the free disk, going on after a pause, closing, removing and compressing segments. To be called about once a second.</summary>
    public void Maintain()
    {
        if (IsPaused)
            TryResume();
        else
            KeepUp();
        Retire();
        _closed.Compress(lastIsLast: _active is null);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        try
        {
            _active?.Close(sync: _options.FsyncEvery is not null);
            // While paused there may be no segment that tells where to go on.
            var value = IsPaused || _next > _end ? _next : 0;
            if (value != _opened.Reservation.Value)
                _opened.Reservation.Write(value);
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            _logger.LogNotClosed(failure.Message);
        }

        Abandon();
    }

    /// <summary>For tests: leaves everything as a process does that is killed.</summary>
    internal void Abandon()
    {
        _isDisposed = true;
        _active?.Dispose();
        _closed.Dispose();
        _opened.Dispose();
    }

    /// <summary>For tests: when nothing is being compressed.</summary>
    internal Task Idle => _closed.Idle;

    private void BeginFirst()
    {
        try
        {
            if (_disk.Shortage(_options.FreeDiskFloor) is { } shortage)
                Pause(shortage, _next);
            else if (_active is null)
                Begin(_next);
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            Pause(failure.Message, _next);
        }
    }

    private int Write(ReadOnlySpan<byte> lines, int count, long first)
    {
        try
        {
            if (IsRollDue(lines.Length))
                Roll(first);
            var bytes = _active!.Append(lines, _time.GetUtcNow(), _options.FsyncEvery == TimeSpan.Zero, out var failure);
            var archived = bytes == lines.Length ? count : lines[..bytes].Count((byte)'\n');
            Publish(first, archived);
            if (failure is not null)
                Pause(failure.Message, first + archived);
            else if (_opened.Reservation.Value != 0)
                _opened.Reservation.TryWrite(0);
            return archived;
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            Pause(failure.Message, first);
            return 0;
        }
    }

    private void Publish(long first, int archived)
    {
        if (archived == 0)
            return;
        var wasEmpty = _first == _end;
        Volatile.Write(ref _end, first + archived);
        if (wasEmpty)
            Volatile.Write(ref _first, first);
    }

    private void KeepUp()
    {
        try
        {
            if (_disk.Shortage(_options.FreeDiskFloor) is { } shortage)
            {
                Pause(shortage, _next);
                return;
            }

            if (IsRollDue(0))
                Roll(_next);
            if (_active!.IsUnsynced && _options.FsyncEvery is { } every && _time.GetElapsedTime(_syncedAt) >= every)
            {
                _active.BeginSync();
                _syncedAt = _time.GetTimestamp();
            }
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            Pause(failure.Message, _next);
        }
    }

    // Days are compared as dates that only grow, so that a clock which is put back closes nothing.
    private bool IsRollDue(int moreBytes) =>
        !_active!.IsEmpty && (_active.Length + moreBytes > _options.SegmentBytes || _time.GetUtcNow().UtcDateTime.Date > _active.WrittenAt.UtcDateTime.Date);

    private void Roll(long next)
    {
        CloseActive();
        Begin(next);
    }

    private void Begin(long first)
    {
        _active = ActiveSegment.Begin(_options.Folder, first, _time.GetUtcNow());
        if (_options.FsyncEvery is not null)
            DurableFile.SyncFolder(_options.Folder);
    }

    private void CloseActive()
    {
        if (_active is not { } active)
            return;
        _active = null;
        if (active.IsEmpty)
        {
            active.Dispose();
            File.Delete(active.Segment.Path);
            return;
        }

        _closed.Add(active.Segment);
        active.Close(sync: _options.FsyncEvery is not null);
        _logger.LogRolled(active.Segment.Name, active.Length);
    }

    private void Pause(string reason, long from)
    {
        _pausedFor = reason;
        _pausedFrom = from;
        _triedAt = _time.GetTimestamp();
        // First, because a segment that is still empty goes, and with it the only one that may tell where to go on.
        _opened.Reservation.TryWrite(_next + ReservedAhead);
        try
        {
            CloseActive();
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            // It is what archiving pauses for.
        }

        _logger.LogPaused(from, reason);
    }

    private void TryResume()
    {
        if (_time.GetElapsedTime(_triedAt) < ResumeInterval)
            return;
        _triedAt = _time.GetTimestamp();
        // A tenth more than the floor, or archiving would stop and go with every file that others write.
        if (_disk.Shortage(_options.FreeDiskFloor + (_options.FreeDiskFloor / 10)) is not null)
            return;
        try
        {
            _disk.Probe();
            Begin(_next);
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            return;
        }

        // What is reserved stays so until something after it is archived.
        _pausedFor = null;
        _logger.LogResumed(_next, _next - _pausedFrom, _pausedFrom);
    }

    private void Retire()
    {
        if (_options.Retain is not { } retain || (_retainedAt is { } at && _time.GetElapsedTime(at) < RetentionInterval))
            return;
        _retainedAt = _time.GetTimestamp();
        while (_closed.IsOldestBefore(_time.GetUtcNow().UtcDateTime - retain))
        {
            var oldest = _closed.Oldest!;
            // Before its file goes, so that nobody is sent to it any more.
            Volatile.Write(ref _first, _closed.SecondFirst ?? (_active is { IsEmpty: false } active ? active.Segment.First : _end));
            try
            {
                _closed.RemoveOldest();
                _logger.LogRemoved(oldest.Name, retain, _first);
            }
            catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
            {
                _logger.LogNotRemoved(oldest.Name, failure.Message);
            }
        }
    }
}
