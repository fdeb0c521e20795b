using System.Globalization;
using System.Security.Cryptography;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>
/// The counts of one closed segment of the archive, kept as a Parquet file, as the manifest knows it.
/// <code>name = 20 digits, the first offset + "-" + 20 digits, the next offset + ".v" format "t" tokeniser ".parquet"</code>
/// </summary>
internal sealed record View
{
    private const string Ending = ".parquet";

    /// <summary>Name of the file in the folder of the views.</summary>
    public required string File { get; init; }

    /// <summary>First offset of the segment.</summary>
    public required long First { get; init; }

    /// <summary>One after the last offset of the segment.</summary>
    public required long Next { get; init; }

    /// <summary>Posts that are counted.</summary>
    public required long Posts { get; init; }

    /// <summary>Lines that hold no post that can be read.</summary>
    public required long Unreadable { get; init; }

    /// <summary>Posts without any time, which are in no stretch of time.</summary>
    public required long Untimed { get; init; }

    /// <summary>Time of the earliest post, in ms since the Unix epoch; null where there is none.</summary>
    public required long? Earliest { get; init; }

    /// <summary>Time of the latest post.</summary>
    public required long? Latest { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Hash of the file, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    public static string NameOf(long first, long next) =>
        string.Create(CultureInfo.InvariantCulture, $"{first:D20}-{next:D20}.v{ViewManifest.CurrentFormat}t{ViewManifest.CurrentTokeniser}{Ending}");

    /// <summary>Whether a name is that of a view, of whatever version.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length > 41 && name[20] == '-' && name.EndsWith(Ending, StringComparison.Ordinal)
        && !name[..20].ContainsAnyExceptInRange('0', '9') && !name[21..41].ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether a post of it may be in a stretch of time.</summary>
    public bool Overlaps(Stretch stretch) => Earliest < stretch.To && Latest >= stretch.From;

    /// <summary>Whether its file is there and as it was written.</summary>
    public bool IsWhole(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, File), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return file.Length == Bytes && Convert.ToHexStringLower(SHA256.HashData(file)) == Sha256;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
