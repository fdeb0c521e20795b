namespace TweetStream.Charts;

/// <summary>
/// Puts a finished picture in its place: a temporary file in the same folder, then renamed over the target, so that a
/// viewer sees the old picture or the new one and never a part. After a loss of power it may be neither: the counter draws
/// a picture as soon as it starts, and waiting for the disk at every slide takes ten times as long as all the rest.
/// </summary>
public static class ChartFile
{
    /// <summary>Finds out at the start whether pictures can be written to <paramref name="path"/>; leaves nothing behind.</summary>
    /// <exception cref="IOException">They cannot; the message is one line that names the path and the reason.</exception>
    public static void Check(string path) => Replace(path, [], keep: false);

    /// <summary>Replaces the file at <paramref name="path"/> by <paramref name="picture"/>.</summary>
    /// <exception cref="IOException">It stays as it was; the message is one line that names the path and the reason.</exception>
    public static void Write(string path, ReadOnlySpan<byte> picture) => Replace(path, picture, keep: true);

    private static void Replace(string path, ReadOnlySpan<byte> picture, bool keep)
    {
        string? temporary = null;
        try
        {
            // A link stays one; what it points to is replaced.
            var target = Path.GetFullPath(path);
            if (new FileInfo(target).LinkTarget is not null)
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            if (Obstacle(path, target) is { } obstacle)
                throw Refusal(path, obstacle, null);

            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                file.Write(picture);
            if (keep)
            {
                File.Move(temporary, target, overwrite: true);
                temporary = null;
            }
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Refusal(path, "permission denied", denied);
        }
        catch (Exception failure) when (failure is IOException and not ChartFileException or ArgumentException or NotSupportedException)
        {
            throw Refusal(path, failure.Message, failure);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static string? Obstacle(string path, string target)
    {
        var folder = Path.GetDirectoryName(target);
        return Directory.Exists(target) || folder is null || Path.EndsInDirectorySeparator(path) ? "it is a folder"
            : File.Exists(folder) ? $"{folder} is a file, not a folder"
            : !Directory.Exists(folder) ? $"the folder {folder} does not exist"
            // Renaming over a device would take it away.
            : folder == "/dev" ? "it is a device"
            : null;
    }

    private static ChartFileException Refusal(string path, string reason, Exception? cause) =>
        new($"cannot write {Printable(path)}: {Printable(reason)}", cause);

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
                File.Delete(temporary);
        }
        catch (Exception leftover) when (leftover is IOException or UnauthorizedAccessException)
        {
            // What went wrong before is what the caller has to hear.
        }
    }

    private sealed class ChartFileException(string message, Exception? cause) : IOException(message, cause);
}
