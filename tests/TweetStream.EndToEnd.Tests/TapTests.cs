using System.Globalization;
using System.Runtime.InteropServices;

namespace TweetStream.EndToEnd.Tests;

public sealed class TapTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Posts_of_a_relay_are_shown_from_where_one_asks_and_as_many_as_one_asks_for()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts");
        using var running = relay;
        await relay.HearAsync("a #one\nb\nc #one\nd\ne #one\n");
        var ended = await Tweetstream.RunAsync(_folder, "", "tap", Address(port), "--from", "earliest", "--filter", "#one", "--limit", "2");
        Assert.Equal((0, "a #one\nc #one\n"), (ended.ExitCode, ended.Output));
        var json = await Tweetstream.RunAsync(_folder, "", "tap", Address(port), "--from", "3", "--output", "json", "--limit", "1");
        Assert.StartsWith("{\"offset\":3,", Assert.Single(json.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_program_is_shown_line_by_line()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var tap = Tweetstream.Start(_folder, "tap", listener.LocalEndpoint.ToString()!, "--limit", "2");
        using var sender = await listener.AcceptSocketAsync().WaitAsync(Patience.Limit);
        await sender.SendAsync("one\ntwo\nthree\n"u8.ToArray());
        var ended = await tap.EndAsync();
        Assert.Equal((0, "one\ntwo\n"), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public async Task Standard_input_is_shown_to_its_end_and_what_holds_no_post_is_told()
    {
        var ended = await Tweetstream.RunAsync(_folder, "one\n{\"bad\":\ntwo", "tap", "-");
        Assert.Equal((0, "one\ntwo\n"), (ended.ExitCode, ended.Output));
        Assert.Contains("hold no post: 1", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_sample()
    {
        var file = _folder.Write("posts.txt", string.Concat(Enumerable.Range(0, 1000).Select(number => string.Create(CultureInfo.InvariantCulture, $"post {number}\n"))));
        var first = await Tweetstream.RunAsync(_folder, "", "tap", file, "--sample", "1/20", "--seed", "7");
        var second = await Tweetstream.RunAsync(_folder, "", "tap", file, "--sample", "0.05", "--seed", "7");
        Assert.InRange(first.Lines.Count, 20, 90);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Whoever_stops_reading_ends_it_quietly()
    {
        using var tap = Tweetstream.Start(_folder, "tap", "-");
        await tap.HearAsync("one\n");
        Assert.Equal("one", await tap.Output.ReadLineAsync().WaitAsync(Patience.Limit));
        tap.Output.Close();
        await tap.HearAsync("two\n");
        Assert.Equal(0, await tap.ExitAsync());
        Assert.Equal("", tap.Errors.Trim());
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task A_signal_ends_it_also_where_nobody_takes_what_it_shows(PosixSignal signal)
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "synthetic", "--archive", "none", "--rate", "50000");
        using var running = relay;
        using var tap = Tweetstream.Start(_folder, "tap", Address(port));
        await tap.Output.ReadLineAsync().WaitAsync(Patience.Limit);
        tap.Signal(signal);
        Assert.Equal(0, await tap.ExitAsync());
    }

    [SkippableFact]
    public async Task On_a_terminal_the_text_cannot_control_it()
    {
        Shell.RunOrSkip("script", "--version");
        _folder.Write("posts.jsonl", "{\"text\":\"#tag \\u001b[41m\",\"author\":\"ana\"}\n");
        var log = _folder.File("typescript");
        Assert.Null(Shell.Run("script", "-qec", $"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{Tweetstream.Executable}' tap '{_folder.File("posts.jsonl")}'", log));
        var shown = await File.ReadAllTextAsync(log);
        Assert.Contains("ana", shown, StringComparison.Ordinal);
        Assert.Contains("\\u001b[41m", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[41m", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sample 0", "--sample", "'0'", "1/20")]
    [InlineData("--sample 2/1", "--sample", "'2/1'", "at most 1")]
    [InlineData("--limit none", "--limit", "'none'", "unlimited")]
    [InlineData("--filter -", "--filter", "'-'", "#TAG")]
    [InlineData("--output table", "--output", "'table'", "text, json")]
    [InlineData("--tls-ca ca.pem", "--tls-ca", "'ca.pem'", "--tls")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0", "65535")]
    public async Task A_bad_option_names_itself_its_value_and_what_is_allowed(string arguments, params string[] told)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", ["tap", .. arguments.Split(' ')]);
        Assert.Equal(2, ended.ExitCode);
        Assert.All(told, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}
