using Microsoft.Win32.SafeHandles;

namespace TweetStream.Archive;

/// <summary>
/// What a crash or a loss of power left at the end of the last segment. Owns where the whole lines end, and that what is cut
/// off is kept; damage with whole lines behind it is not for it to judge.
/// </summary>
internal static class TornTail
{
    private const int BlockBytes = 1024 * 1024;

    /// <summary>Cuts off what follows the last whole line.</summary>
    /// <returns>One after the last offset; how many bytes were cut, and the file that keeps them.</returns>
    /// <exception cref="ArchiveException">The segment is damaged before its end.</exception>
    public static (long End, long CutBytes, string KeptIn) Repair(ArchiveSegment segment)
    {
        using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var (end, wholeBytes) = Walk(file, segment);
        var cutBytes = RandomAccess.GetLength(file) - wholeBytes;
        if (cutBytes == 0)
            return (end, 0, "");
        var kept = Keep(file, wholeBytes, Path.GetDirectoryName(segment.Path)!, end);
        var time = File.GetLastWriteTimeUtc(file);
        RandomAccess.SetLength(file, wholeBytes);
        RandomAccess.FlushToDisk(file);
        File.SetLastWriteTimeUtc(file, time);
        return (end, cutBytes, kept);
    }

    private static (long End, long WholeBytes) Walk(SafeFileHandle file, ArchiveSegment segment)
    {
        var buffer = new byte[BlockBytes];
        var used = 0;
        var (next, whole, position, isTorn) = (segment.First, 0L, 0L, false);
        for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(used), position)) > 0;)
        {
            position += read;
            used += read;
            var rest = buffer.AsSpan(0, used);
            for (int length; (length = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(length + 1)..])
            {
                var line = rest[..length];
                if (!isTorn && ArchiveLine.TryRead(line, out var offset) && offset == next)
                {
                    next++;
                    whole += length + 1;
                    continue;
                }

                isTorn = true;
                if (ArchiveLine.EndsWithLine(line, next))
                    throw new ArchiveException($"the archive is damaged at offset {next} in {segment.Path}: whole lines follow what cannot be read; move the file away to go on without it");
            }

            rest.CopyTo(buffer);
            used = rest.Length;
            if (used == buffer.Length)
                Array.Resize(ref buffer, used * 2);
        }

        return (next, whole);
    }

    private static string Keep(SafeFileHandle file, long from, string folder, long offset)
    {
        var path = Path.Combine(folder, $"torn-{offset}.bin");
        for (var i = 2; File.Exists(path); i++)
            path = Path.Combine(folder, $"torn-{offset}-{i}.bin");
        DurableFile.Replace(path, kept =>
        {
            var buffer = new byte[BlockBytes];
            for (int read; (read = RandomAccess.Read(file, buffer, from)) > 0; from += read)
                kept.Write(buffer, 0, read);
        });
        return path;
    }
}
