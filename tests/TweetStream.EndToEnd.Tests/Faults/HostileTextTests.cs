using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Tags that would control a terminal, a page, a path, a spreadsheet or the direction of writing, through every output.</summary>
public sealed class HostileTextTests : IDisposable
{
    private const string Post = """{"id":"1","created_at":1000,"tags":["\u001b[2Jclear","<script>alert(1)</script>","../../x","\u202Eabc","a,b\"c\r\nd","\u009b31mred","$(touch y)"],"text":"\u001b]0;title\u0007 <script> ../../x \u202E","lang":"../../y"}""";
    private static readonly string[] Tags = ["\u001b[2Jclear", "<script>alert(1)</script>", "../../x", "\u202Eabc", "a,b\"c\r\nd", "\u009b31mred", "$(touch y)"];
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_carries_it_as_data()
    {
        var ended = await CountAsync("json");
        var line = Assert.Single(ended.Lines);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Equal(Tags.Select(tag => "#" + tag).Order(), JsonNode.Parse(line)!["top"]!.AsArray().Select(tag => (string)tag!["display"]!).Order());
    }

    [Fact]
    public async Task Csv_keeps_each_tag_in_its_field()
    {
        var ended = await CountAsync("csv");
        Assert.Contains(",\"#a,b\"\"c\r\nd\",", ended.Output, StringComparison.Ordinal);
        Assert.Equal(Tags.Length, ended.Output.Split("1970-01-01T00:00:00.000Z,").Length - 1);
    }

    [Fact]
    public async Task A_table_shows_it_escaped()
    {
        var ended = await CountAsync("table");
        Assert.DoesNotContain(ended.Output, character => character != '\n' && (char.IsControl(character) || character is '\u202E'));
        Assert.Contains("#\\u001b[2Jclear", ended.Output, StringComparison.Ordinal);
        Assert.Contains("#\\u202eabc", ended.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_live_table_on_a_terminal_is_not_controlled_by_it()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "needs script(1) for a terminal");
        _folder.Write("posts.jsonl", Post + "\n");
        var count = $"dotnet '{Tweetstream.Executable}' count posts.jsonl --plot none --window 24h --slide 24h";
        using var terminal = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-qec", count, "/dev/null"])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["TERM"] = "xterm-256color" },
        })!;
        var output = await terminal.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        Assert.Contains("#\\u001b[2Jclear", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', output);
        Assert.DoesNotContain('\u202e', output);
        Assert.DoesNotContain("\u001b]0;", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_is_drawn_and_no_name_of_a_file_is_made_of_it()
    {
        await CountAsync("none", "--plot", "plot.png");
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await File.ReadAllBytesAsync(_folder.File("plot.png")))[..4]);
        Assert.Equal(["plot.png", "posts.jsonl"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public async Task A_text_client_gets_one_line_and_the_archive_names_no_file_by_it()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts");
        using var _ = relay;
        using var netcat = new TcpClient();
        await netcat.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(netcat.GetStream(), Encoding.UTF8);
        var ended = await relay.EndAsync(Encoding.UTF8.GetBytes(Post + "\n"));
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("\u001b]0;title\u0007 <script> ../../x \u202E\n", await reader.ReadToEndAsync().WaitAsync(Patience.Limit));
        Assert.All(Directory.EnumerateFiles(_folder.File("posts")), path => Assert.Matches("^[a-z0-9.-]+$", Path.GetFileName(path)));
        Assert.DoesNotContain('\u001b', ended.Errors);
    }

    private async Task<Ended> CountAsync(string output, params string[] more)
    {
        _folder.Write("posts.jsonl", Post + "\n");
        string[] plot = more.Length > 0 ? more : ["--plot", "none"];
        var ended = await Tweetstream.RunAsync(_folder, "", ["count", "posts.jsonl", "--output", output, "--window", "24h", "--slide", "24h", .. plot]);
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain('\u001b', ended.Errors);
        return ended;
    }
}
