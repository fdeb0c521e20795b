using System.Globalization;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests;

/// <summary>One closed window with the count of every tag, in a form in which two that hold the same are equal.</summary>
internal sealed record ClosedWindow(string Start, string End, long Posts, long Late, string Counts, string? Gap = null)
{
    /// <summary>The whole lines of a file of results, which another process may be writing; none where there is no file.</summary>
    public static List<ClosedWindow> Read(string file)
    {
        if (!File.Exists(file))
            return [];
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n')[..^1].Select(Parse)];
    }

    public static ClosedWindow Parse(string line)
    {
        var window = JsonNode.Parse(line)!;
        var counts = window["top"]!.AsArray().ToDictionary(tag => ((string)tag!["tag"]!)[1..], tag => (int)tag!["count"]!, StringComparer.OrdinalIgnoreCase);
        Assert.Null(window["revision"]);
        Assert.Equal(counts.Values.Sum(), (int)window["tags"]!);
        return new((string)window["start"]!, (string)window["end"]!, (long)window["posts"]!, (long)window["late"]!, Text(counts), window["gap"] is { } gap ? gap["posts"]?.ToJsonString() ?? "unknown" : null);
    }

    public static string Text(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(' ', counts.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key.ToUpperInvariant()}={tag.Value}")).Order(StringComparer.Ordinal));
}
