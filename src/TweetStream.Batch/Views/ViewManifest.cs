using System.Text.Json;
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
    public const int CurrentFormat = 1;

    /// <summary>Version of the rules by which tags are found.</summary>
    public const int CurrentTokeniser = HashtagScanner.TokeniserVersion;

    internal const string FileName = "views.json";
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required int Format { get; init; }

    public required int Tokeniser { get; init; }

    /// <summary>Identity of the archive.</summary>
    public required string Archive { get; init; }

    /// <summary>H: every archived post below this offset is in a view, and none from there on.</summary>
    public required long Until { get; init; }

    /// <summary>In the order of their offsets.</summary>
    public required IReadOnlyList<View> Views { get; init; }

    /// <summary>Whether this version would count otherwise.</summary>
    public bool IsStale => Format != CurrentFormat || Tokeniser != CurrentTokeniser;

    public bool HasSameFiles(ViewManifest? other) => other is not null && Views.SequenceEqual(other.Views);

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
            if (view.First < next || view.Next < view.First || !View.IsName(view.File))
                return false;
            next = view.Next;
        }

        return next <= Until;
    }

    private static ViewsException Damaged(string path, Exception? cause) => new($"{path} is damaged; remove it, and tweetstream batch makes the views anew", cause);
}
