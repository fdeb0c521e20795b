namespace TweetStream.EndToEnd.Tests;

public sealed class OptionSourceTests : IDisposable
{
    private const string Posts = """
        {"text":"#a #b","created_at":1000}
        {"text":"#a","created_at":2000}

        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_flag_goes_before_the_environment_and_that_before_the_file()
    {
        _folder.Write("appsettings.json", """{ "TweetStream": { "Count": { "Top": 1, "Output": "json", "Plot": "none", "Window": "10s" } } }""");
        Assert.Equal((1, "\"end\":\"1970-01-01T00:00:10.000Z\""), await CountAsync([], []));
        Assert.Equal((2, "\"end\":\"1970-01-01T00:00:10.000Z\""), await CountAsync([("TWEETSTREAM__COUNT__TOP", "2")], []));
        Assert.Equal((0, "\"end\":\"1970-01-01T00:00:05.000Z\""), await CountAsync([("TWEETSTREAM__COUNT__TOP", "2"), ("TWEETSTREAM__COUNT__WINDOW", "7s")], ["--top", "0", "--window", "5s"], all: true));
    }

    [Fact]
    public async Task A_bad_value_from_the_environment_names_where_it_comes_from()
    {
        using var counter = Tweetstream.StartWith(_folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["TWEETSTREAM__COUNT__WINDOW"] = "soon" }, "count", "-");
        var ended = await counter.EndAsync();
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("TweetStream:Count:Window", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("'soon'", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_read_is_told()
    {
        _folder.Write("appsettings.json", "{ not json");
        var ended = await Tweetstream.RunAsync(_folder, "", "count", "-");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("appsettings.json", ended.Errors, StringComparison.Ordinal);
    }

    private async Task<(int Tags, string End)> CountAsync((string Name, string Value)[] environment, string[] flags, bool all = false)
    {
        using var counter = Tweetstream.StartWith(_folder, environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), ["count", "-", .. flags]);
        var ended = await counter.EndAsync(System.Text.Encoding.UTF8.GetBytes(Posts));
        Assert.Equal(0, ended.ExitCode);
        var line = ended.Lines[0];
        var tags = line.Split("\"display\"").Length - 1;
        return (all ? tags - 2 : tags, "\"end\":" + line.Split("\"end\":", 2)[1].Split(',', 2)[0]);
    }
}
