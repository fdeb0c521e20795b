using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests;

public sealed class TagsTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a #b, #B and #日本語", "b", "B", "日本語")]
    [InlineData("nothing here")]
    [InlineData("")]
    [InlineData("{\"text\":\"#one\\n#two\\r\\n#three\"}", "one", "two", "three")]
    [InlineData("{\"text\":\"#astral \\ud801\\udc00#\\ud801\\udc00x\"}", "astral")]
    [InlineData("{\"text\": #broken", "broken")]
    [InlineData("{\"tags\":[\"given\"],\"text\":\"#found\"}", "found")]
    public async Task Each_line_gives_one_array(string line, params string[] expected)
    {
        var ended = await Tweetstream.RunAsync(_folder, $"{line}\n#end", "tags");
        Assert.Equal(0, ended.ExitCode);
        var arrays = ended.Lines.Select(text => JsonNode.Parse(text)!.AsArray().Select(tag => (string)tag!)).ToList();
        Assert.Equal(2, arrays.Count);
        Assert.Equal(expected, arrays[0]);
        Assert.Equal(["end"], arrays[1]);
    }

    [Fact]
    public async Task Whoever_stops_reading_the_tags_ends_the_command()
    {
        using var tags = Tweetstream.Start(_folder, "tags");
        await AskAsync(tags);
        await tags.Output.ReadLineAsync().WaitAsync(Patience.Limit);
        tags.Output.Close();
        await AskAsync(tags);
        Assert.Equal(0, await tags.ExitAsync());
    }

    private static async Task AskAsync(Tweetstream tags)
    {
        await tags.Input.WriteAsync("#a\n"u8.ToArray());
        await tags.Input.FlushAsync();
    }
}
