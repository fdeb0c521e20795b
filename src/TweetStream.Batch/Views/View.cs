using System.Globalization;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>
/// The counts of one closed segment of the archive, as the manifest knows them: a Parquet file for each <see cref="Level"/>.
/// <code>
/// name = 20 digits, the first offset + "-" + 20 digits, the next offset + ".v" format "t" tokeniser
///        + "." level + "." 8 digits of the file's hash + ".parquet"
/// </code>
/// Files with other bytes have other names, so that nothing takes the place of a file that is in force.
/// </summary>
internal sealed record View
{
    private const string Ending = ".parquet";
    private const int DigitsOfHash = 8;

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

    /// <summary>By which tables of Unicode its tags were found and folded.</summary>
    public string Unicode { get; init; } = "";

    /// <summary>How far event time had come before it, in ms since the Unix epoch; null at the beginning. By that it is decided which of its posts came late.</summary>
    public long? Before { get; init; }

    /// <summary>How far it had come after it.</summary>
    public long? After { get; init; }

    /// <summary>Outside of these stretches there is no post, so that a few posts far from all others do not make every question read the view.</summary>
    public IReadOnlyList<Stretch> Hours { get; init; } = [];

    /// <summary>One for each level, from the finest to the coarsest; none in a manifest of another format.</summary>
    public IReadOnlyList<ViewFile> Files { get; init; } = [];

    public static string NameOf(long first, long next, Level level, string sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"{first:D20}-{next:D20}.v{ViewManifest.CurrentFormat}t{ViewManifest.CurrentTokeniser}.{level.Name}.{sha256[..DigitsOfHash]}{Ending}");

    /// <summary>Whether a name is that of a view's file, of whatever version.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length > 41 && name[20] == '-' && name.EndsWith(Ending, StringComparison.Ordinal)
        && !name[..20].ContainsAnyExceptInRange('0', '9') && !name[21..41].ContainsAnyExceptInRange('0', '9');

    /// <summary>The file of a level.</summary>
    public ViewFile FileOf(Level level) => Files.First(file => file.Level == level.Name);

    /// <summary>Whether a post of it may be in a stretch of time.</summary>
    public bool Overlaps(Stretch stretch) =>
        Earliest < stretch.To && Latest >= stretch.From && Hours.Any(hours => hours.From < stretch.To && hours.To > stretch.From);

    /// <summary>
    /// The view, where its files are there and as they were written; null where not. Only files that somebody wrote to since are
    /// read for that, and the time of those that are the same is noted.
    /// </summary>
    public View? Checked(string folder)
    {
        if (Files.All(file => file.IsUntouched(folder)))
            return this;
        return Files.All(file => file.IsUntouched(folder) || file.IsWhole(folder))
            ? this with { Files = [.. Files.Select(file => file with { Modified = ViewFile.ModifiedOf(Path.Combine(folder, file.Name)) })] }
            : null;
    }
}
