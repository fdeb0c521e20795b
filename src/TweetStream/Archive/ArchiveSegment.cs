using System.Globalization;
using TweetStream.Wire;

namespace TweetStream.Archive;

/// <summary>
/// One file of an archive: posts with consecutive offsets, one a line, plain or compressed.
/// <code>name = 20 digits, the offset of its first line + ( ".ndjson" | ".ndjson.zst" )</code>
/// </summary>
/// <param name="First">Offset of its first line.</param>
/// <param name="Path">Where it is.</param>
public sealed record ArchiveSegment(long First, string Path)
{
    private const int Digits = 20;
    private const string Ending = ".ndjson";
    private const string CompressedEnding = ".zst";

    public bool IsCompressed => Path.EndsWith(CompressedEnding, StringComparison.Ordinal);

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The lines, decompressed, from the first one. The segment may be renamed, removed and, where plain, written to meanwhile.</summary>
    public Stream Open() => new Recording(Path).Open();

    /// <summary>The plain segment that begins with this offset.</summary>
    public static ArchiveSegment Plain(string folder, long first) =>
        new(first, System.IO.Path.Combine(folder, first.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0') + Ending));

    /// <summary>The same lines compressed.</summary>
    internal ArchiveSegment Compressed => this with { Path = Path + CompressedEnding };

    /// <summary>The segment that a file is; null for any other file.</summary>
    internal static ArchiveSegment? FromFile(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        return name.Length > Digits
            && name[Digits..] is Ending or Ending + CompressedEnding
            && long.TryParse(name[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            ? new(first, path)
            : null;
    }
}
