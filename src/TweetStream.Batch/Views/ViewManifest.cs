using System.Text.Json;
using System.Text.Json.Serialization;
using TweetStream.Archive;
using TweetStream.Hashtags;

namespace TweetStream.Batch.Views;

/// <summary>
/// The views that are in force, and the offset H up to which they hold every archived post: one small file, replaced by one
/// rename, so that views and H are one state whatever is killed.
/// </summary>
internal sealed record ViewManifest
{
    /// <summary>Changes with what a view holds.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Version of the rules by which tags are found.</summary>
    public const int CurrentTokeniser = HashtagScanner.TokeniserVersion;

    internal const string FileName = "views.json";
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectNullableAnnotations = true };

    public required int Format { get; init; }

    public required int Tokeniser { get; init; }

    /// <summary>Identity of the archive.</summary>
    public required string Archive { get; init; }

    /// <summary>H: every archived post below this offset is in a view, and none from there on.</summary>
    public required long Until { get; init; }

    /// <summary>In the order of their offsets.</summary>
    public required IReadOnlyList<View> Views { get; init; }

    /// <summary>Whether this version would count otherwise.</summary>
    [JsonIgnore]
    public bool IsStale => Format != CurrentFormat || Tokeniser != CurrentTokeniser;

    /// <summary>Names of all files, which tell their bytes.</summary>
    [JsonIgnore]
    public IEnumerable<string> Files => Views.SelectMany(view => view.Files, (_, file) => file.Name);

    /// <summary>How far event time had come at H, in ms since the Unix epoch; null at the beginning.</summary>
    [JsonIgnore]
    public long? EventTime => Views.Max(view => view.After);

    /// <summary>Whether every post that came before is known, so that no late one was taken for one in time.</summary>
    [JsonIgnore]
    public bool KnowsLate
    {
        get
        {
            var (next, eventTime) = (0L, (long?)null);
            foreach (var view in Views)
            {
                if (view.First != next || view.Before != eventTime)
                    return false;
                (next, eventTime) = (view.Next, view.After);
            }

            return next == Until;
        }
    }

    /// <summary>Whether tags of a view were found by other tables of Unicode than this machine has.</summary>
    [JsonIgnore]
    public bool HasOtherUnicode => Views.Any(view => view.Unicode != UnicodeTables.Version);

    public bool HasSameFiles(ViewManifest? other) => other is not null && Files.SequenceEqual(other.Files, StringComparer.Ordinal);

    /// <summary>Reads the manifest of a folder; null where there is none.</summary>
    /// <exception cref="ViewsException">It is damaged, newer than this version, or of another archive.</exception>
    public static ViewManifest? Read(string folder, string archive)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var bytes = File.ReadAllBytes(path);
            // What a newer version wrote may have another shape, so that its number is looked at first.
            using (var document = JsonDocument.Parse(bytes))
            {
                if (document.RootElement.GetProperty("format").GetInt32() is var format and > CurrentFormat)
                    throw new ViewsException($"the views in {folder} have format {format}, and this version reads {CurrentFormat}; a newer tweetstream made them");
            }

            var manifest = JsonSerializer.Deserialize<ViewManifest>(bytes, Form)!;
            if (!manifest.IsInOrder())
                throw Damaged(path, null);
            return manifest.Archive == archive
                ? manifest
                : throw new ViewsException($"the views in {folder} are of archive {manifest.Archive}, and this is archive {archive}; give another --views DIR");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(path, damage);
        }
    }

    /// <summary>Puts the views into force.</summary>
    public void Write(string folder) => DurableFile.Replace(Path.Combine(folder, FileName), file =>
    {
        JsonSerializer.Serialize(file, this, Form);
        file.Write("\n"u8);
    });

    private bool IsInOrder()
    {
        if (Views is null)
            return false;
        var next = 0L;
        foreach (var view in Views)
        {
            if (view.First < next || view.Next < view.First || (!IsStale && !HasAllLevels(view)))
                return false;
            next = view.Next;
        }

        return next <= Until;
    }

    private static bool HasAllLevels(View view) =>
        view.Files.Select(file => file.Level).SequenceEqual(Level.All.Select(level => level.Name), StringComparer.Ordinal)
        && view.Files.All(file => View.IsName(file.Name));

    private static ViewsException Damaged(string path, Exception? cause) => new($"{path} is damaged; remove it, and tweetstream batch makes the views anew", cause);
}
