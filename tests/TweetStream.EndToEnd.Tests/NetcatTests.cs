using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>Plain sockets on either side, as netcat has them.</summary>
public sealed class NetcatTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_that_says_nothing_gets_each_post_as_one_line()
    {
        using var relay = (await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--wait-for-clients", "1")) is var (process, port) ? process : null!;
        using var netcat = new TcpClient();
        await netcat.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(netcat.GetStream(), Encoding.UTF8);
        var ended = await relay.EndAsync("first #one\n{\"text\":\"two\\nlines\\r\\n#two\\u2028end\"}\n#日本 🚀"u8.ToArray());
        Assert.Equal("first #one\ntwo lines #two end\n#日本 🚀\n", await reader.ReadToEndAsync());
        Assert.Equal(0, ended.ExitCode);
    }

    [Fact]
    public async Task What_a_person_types_into_a_listening_netcat_is_counted()
    {
        using var netcat = new TcpListener(IPAddress.Loopback, 0);
        netcat.Start();
        using var counter = Tweetstream.Start(_folder, "count", netcat.LocalEndpoint.ToString()!, "--once", "--plot", "none", "--output", "csv", "--window", "24h", "--slide", "24h");
        using (var connection = await netcat.AcceptTcpClientAsync())
        {
            // No line end after the last one: the person pressed Ctrl-C.
            await connection.GetStream().WriteAsync("hello #world\n#World again\n#end"u8.ToArray());
        }

        var ended = await counter.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(["#world,#world,2", "#end,#end,1"], ended.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[5..8])));
    }

    [Fact]
    public async Task Words_are_counted_as_in_the_classic_example()
    {
        using var netcat = new TcpListener(IPAddress.Loopback, 0);
        netcat.Start();
        using var counter = Tweetstream.Start(_folder, "count", netcat.LocalEndpoint.ToString()!, "--once", "--by", "words", "--plot", "none", "--output", "csv", "--window", "24h", "--slide", "24h");
        using (var connection = await netcat.AcceptTcpClientAsync())
            await connection.GetStream().WriteAsync("hello world hello\nworld of hello\n"u8.ToArray());
        var ended = await counter.EndAsync();
        Assert.Equal(["hello,hello,3", "world,world,2", "of,of,1"], ended.Lines.Skip(1).Select(line => string.Join(',', line.Split(',')[5..8])));
    }

    [Fact]
    public async Task A_lost_connection_closes_no_window_resets_no_count_and_is_told()
    {
        using var netcat = new TcpListener(IPAddress.Loopback, 0);
        netcat.Start();
        using var counter = Tweetstream.Start(_folder, "count", netcat.LocalEndpoint.ToString()!, "--plot", "none", "--output", "json", "--window", "10s", "--slide", "10s");
        await SendAsync(netcat, """{"text":"#a","created_at":1000}""" + "\n");
        await SendAsync(netcat, """{"text":"#a","created_at":2000}""" + "\n" + """{"text":"#b","created_at":10000}""" + "\n");
        var window = await counter.Output.ReadLineAsync().WaitAsync(Patience.Limit);
        Assert.Equal("""{"start":"1970-01-01T00:00:00.000Z","end":"1970-01-01T00:00:10.000Z","posts":2,"tags":2,"late":0,"gap":{"from":"1970-01-01T00:00:01.000Z","to":"1970-01-01T00:00:02.000Z","posts":null},"top":[{"tag":"#a","display":"#a","count":2}]}""", window);
        counter.Signal(PosixSignal.SIGINT);
        Assert.Equal(0, await counter.ExitAsync());
    }

    [Fact]
    public async Task Whoever_stops_reading_the_results_ends_the_counter()
    {
        using var counter = Tweetstream.Start(_folder, "count", "-", "--plot", "none", "--output", "json", "--window", "1s", "--slide", "1s");
        await counter.Input.WriteAsync("{\"text\":\"#a\",\"created_at\":1}\n{\"text\":\"#a\",\"created_at\":1001}\n"u8.ToArray());
        await counter.Input.FlushAsync();
        await counter.Output.ReadLineAsync().WaitAsync(Patience.Limit);
        counter.Output.Close();
        await counter.Input.WriteAsync("{\"text\":\"#a\",\"created_at\":2001}\n"u8.ToArray());
        await counter.Input.FlushAsync();
        Assert.Equal(0, await counter.ExitAsync());
    }

    [SkippableFact]
    public async Task A_named_pipe_is_read_like_a_file()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs mkfifo");
        var pipe = _folder.File("posts");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await mkfifo.WaitForExitAsync();
        using var counter = Tweetstream.Start(_folder, "count", pipe, "--plot", "none", "--output", "csv", "--window", "24h", "--slide", "24h");
        using var writer = System.Diagnostics.Process.Start("sh", ["-c", $"echo '#a' > '{pipe}'"]);
        var ended = await counter.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith(",#a,#a,1,", ended.Lines[^1], StringComparison.Ordinal);
        await writer.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.Equal(0, writer.ExitCode);
    }

    [SkippableFact]
    public async Task Results_follow_what_a_file_holds_already()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell that appends");
        var results = _folder.Write("results.csv", "before\n");
        var count = $"dotnet '{Tweetstream.Executable}' count - --once --plot none --output csv --window 24h --slide 24h";
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", $"(echo '#a' | {count}; echo between; echo '#b' | {count}) >> '{results}' 2> /dev/null"]);
        await shell.WaitForExitAsync().WaitAsync(Patience.Limit);
        Assert.Equal(["before", "start", "#a", "between", "start", "#b"], (await File.ReadAllLinesAsync(results)).Select(line => line.Split(',') is [_, _, _, _, _, var tag, ..] && tag != "tag" ? tag : line.Split(',')[0]));
    }

    private static async Task SendAsync(TcpListener netcat, string lines)
    {
        using var connection = await netcat.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(lines));
    }
}
