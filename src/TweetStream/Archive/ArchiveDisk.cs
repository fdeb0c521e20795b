namespace TweetStream.Archive;

/// <summary>The disk under an archive: how much of it is free, and whether it takes anything. Decides nothing.</summary>
/// <param name="folder">A folder that is there.</param>
/// <param name="free">Tells the free bytes; null for the disk's own.</param>
public sealed class ArchiveDisk(string folder, Func<long>? free)
{
    private const int ProbeBytes = 64 * 1024;

    /// <summary>Bytes that are free for this user; the largest number where the system does not say.</summary>
    public long Free
    {
        get
        {
            try
            {
                return free is null ? new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace : free();
            }
            catch (Exception unknown) when (IsFailure(unknown) || unknown is ArgumentException)
            {
                return long.MaxValue;
            }
        }
    }

    /// <summary>What there is to say where less than <paramref name="floor"/> bytes are free; otherwise null.</summary>
    public string? Shortage(long floor)
    {
        var left = Free;
        return left >= floor ? null : $"only {left >> 20} MiB free on the disk of {folder}, which is below --min-free-disk {InUnits(floor)}";
    }

    /// <summary>Writes something and takes it away again.</summary>
    /// <exception cref="IOException">The disk takes nothing; neither is anything left.</exception>
    public void Probe()
    {
        // A full disk often still takes an empty file.
        using var file = new FileStream(DurableFile.NewTemporary(folder), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        file.Write(new byte[ProbeBytes]);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Whether a failure is the disk's, not the program's.</summary>
    public static bool IsFailure(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private static string InUnits(long bytes) => bytes % (1 << 20) == 0 ? $"{bytes >> 20}MiB" : $"{bytes}";
}
