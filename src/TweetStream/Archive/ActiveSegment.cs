using Microsoft.Win32.SafeHandles;

namespace TweetStream.Archive;

/// <summary>
/// The segment that grows. Owns its file and that it ends with a whole line, also when the disk is full in the middle of
/// one; when to close it and what to do about a failing disk is the writer's.
/// </summary>
internal sealed class ActiveSegment : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly ArchiveSegment _segment;
    private Task _syncing = Task.CompletedTask;

    private ActiveSegment(ArchiveSegment segment, FileMode mode, DateTimeOffset writtenAt)
    {
        _segment = segment;
        _file = File.OpenHandle(segment.Path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(_file);
        WrittenAt = writtenAt;
    }

    public ArchiveSegment Segment => _segment;

    public long Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>Whether anything was appended that nobody has asked the disk to keep.</summary>
    public bool IsUnsynced { get; private set; }

    /// <summary>When it was last appended to; does not go back with the clock.</summary>
    public DateTimeOffset WrittenAt { get; private set; }

    public static ActiveSegment Begin(string folder, long first, DateTimeOffset now) =>
        new(ArchiveSegment.Plain(folder, first), FileMode.CreateNew, now);

    /// <summary>Goes on with a segment that ends with a whole line.</summary>
    public static ActiveSegment Continue(ArchiveSegment segment, DateTimeOffset now)
    {
        var writtenAt = new DateTimeOffset(File.GetLastWriteTimeUtc(segment.Path));
        return new(segment, FileMode.Open, writtenAt < now ? writtenAt : now);
    }

    /// <summary>Appends whole lines.</summary>
    /// <param name="lines">The lines, each with its end.</param>
    /// <param name="now">What the clock says.</param>
    /// <param name="sync">Whether they must be on the disk, too.</param>
    /// <param name="failure">Why fewer than all are in the segment; null where all are.</param>
    /// <returns>How many bytes of them are in the segment: whole lines from the first on.</returns>
    public int Append(ReadOnlySpan<byte> lines, DateTimeOffset now, bool sync, out Exception? failure)
    {
        failure = null;
        try
        {
            RandomAccess.Write(_file, lines, Length);
        }
        catch (Exception full) when (ArchiveDisk.IsFailure(full))
        {
            failure = full;
            lines = WholeLinesWritten(lines);
        }

        try
        {
            if (sync && !lines.IsEmpty)
                RandomAccess.FlushToDisk(_file);
        }
        catch (Exception failing) when (ArchiveDisk.IsFailure(failing))
        {
            failure ??= failing;
            lines = default;
        }

        if (!lines.IsEmpty)
        {
            Length += lines.Length;
            WrittenAt = now > WrittenAt ? now : WrittenAt;
            IsUnsynced = !sync;
        }

        if (failure is not null)
            TryCut();
        return lines.Length;
    }

    /// <summary>
    /// Begins to force what was appended to the disk, which may take it a second, and lets the caller go on; nothing where
    /// the disk is still at it from the last time.
    /// </summary>
    /// <exception cref="IOException">The last time failed.</exception>
    public void BeginSync()
    {
        if (!_syncing.IsCompleted)
            return;
        _syncing.GetAwaiter().GetResult();
        IsUnsynced = false;
        _syncing = Task.Run(() => RandomAccess.FlushToDisk(_file));
    }

    /// <summary>Closes the segment; its file carries the time of the last append from now on.</summary>
    /// <exception cref="IOException">It is closed, but not everything could be done.</exception>
    public void Close(bool sync)
    {
        try
        {
            if (RandomAccess.GetLength(_file) > Length)
                RandomAccess.SetLength(_file, Length);
            File.SetLastWriteTimeUtc(_file, WrittenAt.UtcDateTime);
            _syncing.GetAwaiter().GetResult();
            if (sync)
                RandomAccess.FlushToDisk(_file);
        }
        finally
        {
            _file.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> WholeLinesWritten(ReadOnlySpan<byte> lines)
    {
        try
        {
            var written = Math.Clamp(RandomAccess.GetLength(_file) - Length, 0, lines.Length);
            return lines[..(lines[..(int)written].LastIndexOf((byte)'\n') + 1)];
        }
        catch (Exception failing) when (ArchiveDisk.IsFailure(failing))
        {
            return default;
        }
    }

    private void TryCut()
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
        }
        catch (Exception failing) when (ArchiveDisk.IsFailure(failing))
        {
            // Tried again when the segment is closed; and readers take no torn line.
        }
    }
}
