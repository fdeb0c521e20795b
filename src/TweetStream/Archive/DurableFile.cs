using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.Archive;

/// <summary>
/// Replaces a file so that whoever opens it, now or after a loss of power, finds the old content or the new and never a
/// part: a temporary file in the same folder, flushed to the disk, then renamed over.
/// </summary>
public static class DurableFile
{
    private const string TemporaryPrefix = ".";
    private const string TemporaryEnding = ".tmp";

    /// <summary>Replaces the file at <paramref name="path"/> by what <paramref name="write"/> writes.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content from its start.</param>
    /// <param name="lastWrite">The time that the file is to carry, in UTC; null for now.</param>
    /// <exception cref="IOException">The file stayed as it was, unless only its folder could not be flushed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file stayed as it was.</exception>
    public static void Replace(string path, Action<Stream> write, DateTime? lastWrite = null)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        var temporary = NewTemporary(folder);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                write(file);
                file.Flush();
                if (lastWrite is { } time)
                    File.SetLastWriteTimeUtc(file.SafeFileHandle, time);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        SyncFolder(folder);
    }

    /// <summary>Removes the temporary files that crashes left in a folder; for the one who alone replaces files in it.</summary>
    /// <exception cref="IOException">One could not be removed.</exception>
    public static void Tidy(string folder)
    {
        foreach (var leftover in Directory.GetFiles(folder).Where(IsTemporary))
            File.Delete(leftover);
    }

    /// <summary>Flushes a folder to the disk, so that a file made or renamed in it is still there after a loss of power.</summary>
    /// <exception cref="IOException">It could not be flushed.</exception>
    internal static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = NativeMethods.Open(Encoding.UTF8.GetBytes(folder + '\0'), NativeMethods.ReadOnly);
        if (descriptor < 0)
            throw Failure();
        try
        {
            // Some file systems cannot flush a folder and say so by EINVAL; then there is nothing to do.
            if (NativeMethods.Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not NativeMethods.InvalidArgument)
                throw Failure();
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }

        IOException Failure() => new($"cannot flush the folder {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>A path for a new temporary file, which <see cref="Tidy"/> removes where a crash leaves it.</summary>
    public static string NewTemporary(string folder) => Path.Combine(folder, $"{TemporaryPrefix}{Guid.NewGuid():N}{TemporaryEnding}");

    /// <summary>Whether a file is a temporary one; where nobody writes it any more, a crash left it.</summary>
    internal static bool IsTemporary(string path) =>
        Path.GetFileName(path.AsSpan()) is var name
        && name.StartsWith(TemporaryPrefix, StringComparison.Ordinal)
        && name.EndsWith(TemporaryEnding, StringComparison.Ordinal)
        && Guid.TryParseExact(name[TemporaryPrefix.Length..^TemporaryEnding.Length], "N", out _);

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception leftover) when (leftover is IOException or UnauthorizedAccessException)
        {
            // What went wrong before is what the caller has to hear.
        }
    }

    // The framework opens no folders.
    private static class NativeMethods
    {
        public const int ReadOnly = 0;
        public const int InvalidArgument = 22;

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
