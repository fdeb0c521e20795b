namespace TweetStream.Archive;

/// <summary>That only one process uses a folder: a file that the system releases when its process dies.</summary>
public static class FolderLock
{
    internal const string FileName = "lock";

    /// <summary>Takes the lock; dispose it to release it.</summary>
    /// <exception cref="IOException">It cannot be had; <see cref="IsTaken"/> tells whether because another process has it.</exception>
    public static FileStream Take(string folder) => new(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Whether a refusal says that another process has it.</summary>
    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION.
    public static bool IsTaken(IOException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.HResult is 11 or 35 or unchecked((int)0x80070020);
    }
}
