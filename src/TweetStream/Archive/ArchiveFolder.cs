using System.Text.Json;

namespace TweetStream.Archive;

/// <summary>
/// What a folder says of the archive in it: whose it is and which segments it has. For the one who writes and for those
/// who only read.
/// </summary>
public static class ArchiveFolder
{
    internal const string IdentityFile = "archive.json";
    private const int Format = 1;

    /// <summary>The archive's identity, 32 hexadecimal digits; an offset of one archive means nothing in another.</summary>
    /// <exception cref="ArchiveException">There is no archive, or one that this version cannot read.</exception>
    public static string ReadId(string folder)
    {
        var path = Path.Combine(folder, IdentityFile);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var format = document.RootElement.GetProperty("format").GetInt32();
            if (format > Format)
                throw new ArchiveException($"the archive {folder} has format {format}, and this version reads {Format}; a newer tweetstream wrote it");
            if (document.RootElement.GetProperty("id").GetString() is { Length: 32 } id && id.All(char.IsAsciiHexDigit))
                return id;
            throw new ArchiveException($"the archive {folder} cannot be read: {path} is damaged");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ArchiveException($"there is no archive in {folder}", missing);
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArchiveException($"the archive {folder} cannot be read: {path} is damaged", damage);
        }
    }

    /// <summary>The segments in the order of their offsets; where a segment is there in both forms, the compressed one.</summary>
    /// <exception cref="ArchiveException">There is no such folder.</exception>
    public static IReadOnlyList<ArchiveSegment> Segments(string folder)
    {
        var segments = new SortedList<long, ArchiveSegment>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                if (ArchiveSegment.FromFile(path) is { } segment && (segment.IsCompressed || !segments.ContainsKey(segment.First)))
                    segments[segment.First] = segment;
            }
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new ArchiveException($"there is no archive in {folder}", missing);
        }

        return [.. segments.Values];
    }

    /// <summary>How many segments there are, and their bytes on the disk; one that goes meanwhile counts as none.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static (int Segments, long Bytes) Size(string folder)
    {
        var (segments, bytes) = (0, 0L);
        foreach (var segment in Segments(folder))
        {
            var file = new FileInfo(segment.Path);
            if (!file.Exists)
                continue;
            segments++;
            bytes += file.Length;
        }

        return (segments, bytes);
    }

    /// <summary>Offset of the first line that can be read; null while there is no segment.</summary>
    /// <exception cref="ArchiveException">There is no such folder.</exception>
    public static long? First(string folder) => Segments(folder) is [var oldest, ..] ? oldest.First : null;

    /// <summary>Makes the archive's identity.</summary>
    internal static void WriteId(string folder)
    {
        var identity = new { id = Guid.NewGuid().ToString("N"), format = Format };
        DurableFile.Replace(Path.Combine(folder, IdentityFile), file =>
        {
            JsonSerializer.Serialize(file, identity);
            file.Write("\n"u8);
        });
    }
}
