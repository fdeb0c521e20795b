namespace TweetStream.EndToEnd.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_configuration_that_can_be_used_is_told_by_its_keys_without_their_values()
    {
        _folder.Write("appsettings.json", """{ "TweetStream": { "Count": { "Window": "60s", "Input": "127.0.0.1:5556" }, "Relay": { "Source": [ "synthetic", "stdin" ] } } }""");
        var ended = await CheckAsync([("TWEETSTREAM__RELAY__TOKEN", "verysecret")]);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors.Trim()));
        Assert.Contains("5 set here", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Count:Window from appsettings.json", ended.Output, StringComparison.Ordinal);
        Assert.Contains("RELAY:TOKEN from the environment", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", ended.Output, StringComparison.Ordinal);
        Assert.Equal(["appsettings.json"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("TweetStream__Count__Windw", "5s", "TweetStream:Count:Windw (in the environment): there is no such key; the nearest is TweetStream:Count:Window")]
    [InlineData("TweetStream__Relays__Listen", "5555", "TweetStream:Relays:Listen (in the environment): there is no such key; the nearest is TweetStream:Relay:Listen")]
    [InlineData("TweetStream__Count__Window__0", "5s", "TweetStream:Count:Window:0 (in the environment): there is no such key; the nearest is TweetStream:Count:Window")]
    [InlineData("TweetStream__X__BearerTokn", "secret", "TweetStream:X:BearerTokn (in the environment): there is no such key; the nearest is TweetStream:X:BearerToken")]
    [InlineData("TweetStream__Count__Window", "soon", "TweetStream:Count:Window (in the environment or appsettings.json): 'soon' is no duration")]
    [InlineData("TweetStream__Relay__Rate", "slow", "TweetStream:Relay:Rate (in the environment or appsettings.json): 'slow'")]
    [InlineData("TweetStream__Demo__Style", "gaudy", "TweetStream:Demo:Style (in the environment or appsettings.json): 'gaudy' is not allowed; allowed are default, seaborn")]
    [InlineData("TweetStream__Tap__Filter__0", "-", "TweetStream:Tap:Filter (in the environment or appsettings.json): '-'")]
    [InlineData("TweetStream__Relay__Listen", "0.0.0.0:5555", "--listen: '0.0.0.0:5555' can be reached from other machines")]
    [InlineData("TweetStream__Count__Page", "0.0.0.0:5080", "TweetStream:Count:Page (in the environment or appsettings.json): '0.0.0.0:5080' is an address")]
    [InlineData("TweetStream__Count__Input", "127.0.0.1:99999", "input: '127.0.0.1:99999'")]
    [InlineData("TweetStream__Cluster__Listen", "0.0.0.0", "TweetStream:Cluster:Listen (in the environment or appsettings.json): '0.0.0.0' can be reached from other machines")]
    [InlineData("TweetStream__Cluster__Watch__Styl", "seaborn", "TweetStream:Cluster:Watch:Styl (in the environment): there is no such key; the nearest is TweetStream:Cluster:Watch:Style")]
    [InlineData("TweetStream__Count__Offset", "1h", "TweetStream:Count:Offset (in the environment or appsettings.json): '1h' must be shorter")]
    public async Task A_key_or_value_that_cannot_be_used_is_told(string name, string value, string told)
    {
        var ended = await CheckAsync([(name, value)]);
        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.StartsWith("tweetstream: " + told, Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        _folder.Write("appsettings.json", """{ "TweetStream": { "Count": { "Top": "many", "Scale": "9", "Picture": "a.png" } } }""");
        var ended = await CheckAsync([("TWEETSTREAM__RELAY__SOURCE__0", "mars")], "--lang", "e n");
        Assert.Equal(2, ended.ExitCode);
        string[] told = ["--lang: 'e n'", "Count:Top", "Count:Scale", "Count:Picture (in appsettings.json)", "'mars'"];
        Assert.All(told, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_token_file_that_others_may_read_is_told()
    {
        Skip.If(OperatingSystem.IsWindows(), "files have no modes there");
        var token = _folder.Write("token", "secret");
        Assert.Null(Shell.Run("chmod", "644", token));
        var ended = await CheckAsync([("TWEETSTREAM__COUNT__TOKENFILE", token)]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("chmod 600", ended.Errors, StringComparison.Ordinal);
    }

    private async Task<Ended> CheckAsync((string Name, string Value)[] environment, params string[] flags)
    {
        using var check = Tweetstream.StartWith(_folder, environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), ["check", .. flags]);
        return await check.EndAsync();
    }
}
