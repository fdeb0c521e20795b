using System.Globalization;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>The samples in which netcat is the source, with the real one.</summary>
public sealed class NetcatSampleTests : IDisposable
{
    private readonly Folder _folder = new();

    public NetcatSampleTests() => Shell.RunOrSkip("sh", "-c", "command -v nc > /dev/null");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task What_is_typed_into_netcat_is_counted_by_words() =>
        Assert.Equal(["hello 2", "world 1"], await CountAsync("netcat-word-count", "hello world hello"));

    [SkippableFact]
    public async Task Hashtags_that_are_typed_into_netcat_are_counted_and_drawn() =>
        Assert.Equal(["#World 1", "#日本語 1"], await CountAsync("netcat-hashtags", "hello #World and #日本語 but not #1", "plot_sns.png"));

    // The first window that holds the line, as tags and counts; the picture is drawn beside.
    private async Task<IEnumerable<string>> CountAsync(string sample, string line, string? picture = null)
    {
        var port = RestartedRelay.FreePort().ToString(CultureInfo.InvariantCulture);
        using var script = OtherProgram.Start(_folder, null, "bash", OtherProgram.Sample(sample + "/run.sh"), port, "--output", "json", "--window", "2s", "--slide", "1s");
        // A line without anything to count first, for that is no error.
        await script.Input.WriteAsync($"\n{line}\n");
        await script.Input.FlushAsync();
        JsonArray top;
        do
            top = JsonNode.Parse(await script.LineAsync())!["top"]!.AsArray();
        while (top.Count == 0);
        if (picture is not null)
            await Eventually.HoldsAsync(() => File.Exists(_folder.File(picture)), () => script.Errors);
        return top.Select(tag => $"{tag!["display"]} {tag["count"]}").ToList();
    }
}
