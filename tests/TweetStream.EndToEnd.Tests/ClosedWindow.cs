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

    public static void AssertSame(List<ClosedWindow> expected, List<ClosedWindow> actual)
    {
        var lost = expected.Select(window => window.Start).Except(actual.Select(window => window.Start)).Count();
        var doubled = actual.Count - actual.DistinctBy(window => window.Start).Count();
        Assert.True(lost == 0 && doubled == 0, string.Create(CultureInfo.InvariantCulture, $"of {expected.Count} windows {lost} are lost and {doubled} are there twice"));
        Assert.Equal(expected, actual);
    }

    public static string Text(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(' ', counts.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key.ToUpperInvariant()}={tag.Value}")).Order(StringComparer.Ordinal));
}
