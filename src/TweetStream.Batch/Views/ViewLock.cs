namespace TweetStream.Batch.Views;

/// <summary>That only one process makes views in a folder. The system releases it when the process dies.</summary>
internal sealed class ViewLock : IDisposable
{
    private const string LockFile = "lock";
    private readonly FileStream _file;

    private ViewLock(FileStream file) => _file = file;

    /// <exception cref="ViewsException">Another process has it.</exception>
    public static ViewLock Take(string folder)
    {
        try
        {
            return new(new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException refusal) when (IsTaken(refusal))
        {
            throw new ViewsException($"another tweetstream batch is at work on the views in {folder}; let it end, or give another --views DIR", refusal);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION.
    private static bool IsTaken(IOException refusal) => refusal.HResult is 11 or 35 or unchecked((int)0x80070020);
}
