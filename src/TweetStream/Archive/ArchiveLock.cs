using System.Globalization;
using System.Text;

namespace TweetStream.Archive;

/// <summary>
/// That only one process writes to an archive. Owns the lock, which the system releases when its process dies, and who
/// holds it; the process is named in a second file because a locked one cannot be read everywhere.
/// </summary>
internal sealed class ArchiveLock : IDisposable
{
    internal const string HolderFile = "lock.pid";
    private const int HolderWidth = 10;
    private readonly FileStream _file;

    private ArchiveLock(FileStream file) => _file = file;

    /// <exception cref="ArchiveException">Another process has it.</exception>
    public static ArchiveLock Take(string folder)
    {
        try
        {
            var taken = new ArchiveLock(FolderLock.Take(folder));
            NameHolder(folder);
            return taken;
        }
        catch (IOException refusal) when (FolderLock.IsTaken(refusal))
        {
            throw new ArchiveException($"the archive {folder} is in use by another relay{Holder(folder)}; give another --archive DIR, or none", refusal);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void NameHolder(string folder)
    {
        try
        {
            // Of a fixed length and in place, which works on a full disk, too.
            using var file = new FileStream(Path.Combine(folder, HolderFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture).PadRight(HolderWidth) + "\n"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It only makes a refusal more telling.
        }
    }

    private static string Holder(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, HolderFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            var holder = reader.ReadToEnd().Trim();
            return holder.Length > 0 ? $" (process {holder})" : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
