using Microsoft.Extensions.Logging;

namespace TweetStream.Archive;

/// <summary>
/// An archive's folder brought into order and held for one writer. Owns what a folder may be to become an archive, and
/// the repair of all that a crash can leave in one.
/// </summary>
internal sealed class ArchiveOpening : IDisposable
{
    private readonly ArchiveLock _lock;

    private ArchiveOpening(ArchiveLock held, string id, Reservation reservation)
    {
        _lock = held;
        Id = id;
        Reservation = reservation;
    }

    public string Id { get; }

    public Reservation Reservation { get; }

    /// <summary>The segments that no longer grow, oldest first.</summary>
    public required IReadOnlyList<ArchiveSegment> Closed { get; init; }

    /// <summary>The segment to go on with; null where a new one must begin at <see cref="Next"/>.</summary>
    public ActiveSegment? Active { get; init; }

    public required long First { get; init; }

    public required long End { get; init; }

    public required long Next { get; init; }

    /// <exception cref="ArchiveException">The folder is in use, is no archive's, or its archive is damaged.</exception>
    public static ArchiveOpening Open(string folder, TimeProvider time, ILogger logger)
    {
        ArchiveLock? held = null;
        Reservation? reservation = null;
        try
        {
            Directory.CreateDirectory(folder);
            var isNew = !File.Exists(Path.Combine(folder, ArchiveFolder.IdentityFile));
            if (isNew && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(IsForeign) is { } foreign)
                throw new ArchiveException($"{folder} is no archive, and not empty: there is {Path.GetFileName(foreign)} in it; give an empty or a new folder");
            held = ArchiveLock.Take(folder);
            Tidy(folder);
            if (!File.Exists(Path.Combine(folder, ArchiveFolder.IdentityFile)))
                ArchiveFolder.WriteId(folder);
            var id = ArchiveFolder.ReadId(folder);
            reservation = Reservation.Open(folder, logger);
            return Examine(folder, time, logger, held, id, reservation);
        }
        catch (Exception failure)
        {
            reservation?.Dispose();
            held?.Dispose();
            if (failure is not ArchiveException && ArchiveDisk.IsFailure(failure))
                throw new ArchiveException($"the archive {folder} cannot be opened: {failure.Message}", failure);
            throw;
        }
    }

    public void Dispose()
    {
        Reservation.Dispose();
        _lock.Dispose();
    }

    private static ArchiveOpening Examine(string folder, TimeProvider time, ILogger logger, ArchiveLock held, string id, Reservation reservation)
    {
        var closed = ArchiveFolder.Segments(folder).ToList();
        var last = closed.LastOrDefault();
        var end = last is null ? 0 : EndOf(folder, last, logger);
        var first = closed.Count == 0 ? end : closed[0].First;
        var next = Math.Max(end, reservation.Value);
        if (next > end)
            logger.LogGap(next - end, end, next);

        ActiveSegment? active = null;
        if (last is { IsCompressed: false } && next == end)
        {
            closed.Remove(last);
            active = ActiveSegment.Continue(last, time.GetUtcNow());
        }
        else if (last is not null && last.First == end)
        {
            closed.Remove(last);
            File.Delete(last.Path);
        }

        return new(held, id, reservation) { Closed = closed, Active = active, First = first, End = end, Next = next };
    }

    private static long EndOf(string folder, ArchiveSegment last, ILogger logger)
    {
        if (!last.IsCompressed)
        {
            var (end, cutBytes, keptIn) = TornTail.Repair(last);
            if (cutBytes > 0)
                logger.LogRepaired(cutBytes, last.Name, keptIn);
            return end;
        }

        // Somebody else compressed it; only its lines tell where it ends.
        using var reader = new ArchiveReader(folder, last.First);
        while (!reader.Read(long.MaxValue, out _, out _).IsEmpty)
        {
        }

        return reader.Position;
    }

    // A crash left them: temporary files, and a plain segment whose compressed form was renamed into place and is whole.
    private static void Tidy(string folder)
    {
        DurableFile.Tidy(folder);
        foreach (var path in Directory.GetFiles(folder))
        {
            if (ArchiveSegment.FromFile(path) is { IsCompressed: false } segment && File.Exists(segment.Compressed.Path))
                File.Delete(path);
        }
    }

    private static bool IsForeign(string path) =>
        !DurableFile.IsTemporary(path) && Path.GetFileName(path) is not (FolderLock.FileName or ArchiveLock.HolderFile or "lost+found");
}
