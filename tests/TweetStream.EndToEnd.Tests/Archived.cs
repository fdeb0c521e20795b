using System.Text;
using System.Text.Json.Nodes;
using TweetStream.Archive;

namespace TweetStream.EndToEnd.Tests;

/// <summary>What an archive holds, as anybody reads it who knows JSON lines and zstd.</summary>
internal static class Archived
{
    private const int SegmentBytes = 64 * 1024 * 1024;

    /// <summary>Its lines in their order, without their ends; fails where one is not whole.</summary>
    public static List<string> Lines(string folder)
    {
        var lines = new List<string>();
        foreach (var segment in ArchiveFolder.Segments(folder))
        {
            using var reader = new StreamReader(segment.Open(), Encoding.UTF8);
            var text = reader.ReadToEnd();
            Assert.True(text.Length == 0 || text.EndsWith('\n'), $"{segment.Name} ends within a line");
            lines.AddRange(text.Split('\n')[..^1]);
        }

        return lines;
    }

    /// <summary>Its posts.</summary>
    public static IEnumerable<JsonNode> Posts(string folder) => Lines(folder).Select(line => JsonNode.Parse(line)!);

    public static IEnumerable<long> Offsets(string folder) => Posts(folder).Select(post => (long)post["offset"]!);

    /// <summary>Makes an archive with one segment that has no room for another post.</summary>
    public static async Task NearlyFullSegmentAsync(string folder, int posts)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "archive.json"), """{"id":"0123456789abcdef0123456789abcdef","format":1}""");
        await using var segment = new StreamWriter(Path.Combine(folder, $"{0:D20}.ndjson"));
        for (var offset = 0; offset < posts; offset++)
        {
            var line = $$"""{"offset":{{offset}},"text":"#a """;
            await segment.WriteAsync(line.PadRight(SegmentBytes / posts - 3, '.') + "\"}\n");
        }
    }
}
