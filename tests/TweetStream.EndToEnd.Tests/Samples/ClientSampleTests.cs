using System.Globalization;

namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>Clients of the relay in other languages.</summary>
public sealed class ClientSampleTests : IDisposable
{
    private static readonly string[] Arguments = ["--source", "stdin", "--archive", "posts", "--wait-for-clients", "0"];
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task The_client_in_Python_goes_on_at_the_next_offset_when_the_relay_was_killed()
    {
        using var relay = new RestartedRelay(_folder, Arguments);
        await relay.StartAndListenAsync();
        await relay.Process.HearAsync("one #a\ntwo\n");
        using var client = OtherProgram.Start(_folder, null, "python3", OtherProgram.Sample("client-python/posts.py"), relay.Address, "--from", "earliest");
        Assert.Equal(["0 one #a", "1 two"], [Fields(await client.LineAsync()), Fields(await client.LineAsync())]);

        relay.Kill();
        await relay.StartAndListenAsync();
        await relay.Process.HearAsync("three\n");
        Assert.Equal("2 three", Fields(await client.LineAsync()));
        Assert.DoesNotContain("Traceback", client.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("no longer there", client.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_client_in_Python_tells_a_refusal_and_ends()
    {
        var token = _folder.Write("token", "secret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (relay, port) = await Tweetstream.RelayAsync(_folder, [.. Arguments, "--token-file", token]);
        using var _ = relay;
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var refused = await OtherProgram.RunAsync(_folder, "", "python3", OtherProgram.Sample("client-python/posts.py"), address);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("refused: this relay wants a token", refused.Errors, StringComparison.Ordinal);

        await relay.HearAsync("one\n");
        using var client = OtherProgram.Start(_folder, null, "python3", OtherProgram.Sample("client-python/posts.py"), address, "--from", "0", "--token-file", token);
        Assert.Equal("0 one", Fields(await client.LineAsync()));
    }

    [SkippableFact]
    public async Task The_windows_of_count_are_read_in_Python()
    {
        var posts = _folder.Write("posts.jsonl", """
            {"text":"#World #world","created_at":"2026-01-01T00:00:01Z"}
            {"text":"#world #Peace","created_at":"2026-01-01T00:00:02Z"}
            {"text":"nothing","created_at":"2026-01-01T00:00:11Z"}

            """);
        var count = $"tweetstream count '{posts}' --once --plot none --output json --window 10s --slide 10s | python3 '{OtherProgram.Sample("client-python/trends.py")}'";
        var ended = await OtherProgram.RunAsync(_folder, "", "bash", "-c", count);
        Assert.Equal(["00:00:10  2 posts: #World 2, #Peace 1", "00:00:20  1 posts: no hashtags"], ended.Lines);
    }

    [SkippableFact]
    public async Task The_client_in_the_shell_prints_posts_from_the_first_one_on()
    {
        Shell.RunOrSkip("sh", "-c", "command -v nc jq > /dev/null");
        var (relay, port) = await Tweetstream.RelayAsync(_folder, Arguments);
        using var _ = relay;
        await relay.HearAsync("{\"text\":\"one #a #b\",\"created_at\":\"2026-01-01T00:00:01Z\"}\ntwo\n");
        using var client = OtherProgram.Start(
            _folder, null, "bash", OtherProgram.Sample("client-shell/posts.sh"), "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), "earliest");
        Assert.Equal("0\t2026-01-01T00:00:01.000Z\ta b\tone #a #b", await client.LineAsync());
        Assert.Equal("1 two", Fields(await client.LineAsync()));
    }

    // First and last field of a line with tabs.
    private static string Fields(string line) => line.Split('\t') is [var offset, .., var text] ? $"{offset} {text}" : line;
}
