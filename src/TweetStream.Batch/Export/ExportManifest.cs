using System.Text.Json;
using System.Text.Json.Serialization;
using TweetStream.Archive;
using TweetStream.Hashtags;

namespace TweetStream.Batch.Export;

/// <summary>What an export is of and how far it has come, beside its files.</summary>
internal sealed record ExportManifest
{
    /// <summary>Changes with the columns.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public required int Format { get; init; }

    /// <summary>Version of the rules by which tags are found.</summary>
    public required int Tokeniser { get; init; }

    public required ExportKind What { get; init; }

    /// <summary>Identity of the archive.</summary>
    public required string Archive { get; init; }

    /// <summary>The days wanted, as <see cref="ExportOptions"/> has them.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>Of posts, every archived one below this offset is in a file, and what is in files from there on is of a run that did not end; of counts, what they were made of.</summary>
    public required long Offset { get; init; }

    /// <param name="options">What is wanted.</param>
    /// <param name="archive">Identity of the archive.</param>
    /// <param name="first">Its first offset.</param>
    public static ExportManifest Of(ExportOptions options, string archive, long first) => new()
    {
        Format = CurrentFormat,
        Tokeniser = HashtagScanner.TokeniserVersion,
        What = options.What,
        Archive = archive,
        From = options.From,
        Until = options.Until,
        Offset = first,
    };

    /// <summary>Null where there is none.</summary>
    /// <exception cref="ExportException">It is damaged.</exception>
    public static ExportManifest? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportManifest>(File.ReadAllBytes(path), Form);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damage)
        {
            throw new ExportException($"{path} is damaged; give a new folder", damage);
        }
    }

    public void Write(string path) => DurableFile.Replace(path, file =>
    {
        JsonSerializer.Serialize(file, this, Form);
        file.Write("\n"u8);
    });

    /// <summary>Why an export of this one's folder cannot go on as another; null where it can.</summary>
    public string? Differs(ExportManifest wanted) =>
        What != wanted.What ? $"of {Name(What)}, not of {Name(wanted.What)}"
            : Archive != wanted.Archive ? $"of archive {Archive}, and this is archive {wanted.Archive}"
            : Format != wanted.Format || Tokeniser != wanted.Tokeniser ? $"by another version (format {Format}, tokeniser {Tokeniser}; this one has {wanted.Format} and {wanted.Tokeniser})"
            // Counts are written day by day, each whole; posts go on where the last run ended.
            : What == ExportKind.Posts && (From, Until) != (wanted.From, wanted.Until) ? $"of {Days(this)}, not of {Days(wanted)}"
            : null;

    private static string Name(ExportKind kind) => kind == ExportKind.Posts ? "posts" : "counts";

    private static string Days(ExportManifest of) => of is { From: null, Until: null } ? "all days" : $"the days from {Text(of.From)} until {Text(of.Until)}";

    private static string Text(DateOnly? day) => day is { } known ? $"{known:yyyy-MM-dd}" : "any";
}
