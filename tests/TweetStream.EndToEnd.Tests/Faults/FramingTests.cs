using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Faults;

/// <summary>Bytes cut, joined and broken in every way that a network, a person or a hostile program brings about.</summary>
public sealed class FramingTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_byte_per_packet_counts_the_same()
    {
        var counted = await CountAsync(async stream =>
        {
            foreach (var one in "#日本 and #Grüße 🚀\r\n#日本\n#end"u8.ToArray())
                await stream.WriteAsync(new[] { one });
        });
        Assert.Equal(["#日本 2", "#end 1", "#grüße 1"], counted.Tags);
    }

    [Theory]
    [InlineData("\\n")]
    [InlineData("\\r")]
    [InlineData("\\r\\n")]
    [InlineData("\\u000b")]
    [InlineData("\\u000c")]
    [InlineData("\\u001c")]
    [InlineData("\\u0085")]
    [InlineData("\\u2028")]
    [InlineData("\\u2029")]
    public async Task A_post_with_a_line_break_in_it_stays_one_line_for_every_client(string lineBreak)
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--wait-for-clients", "2");
        using var _ = relay;
        using var text = await ConnectAsync(port, "text, please\n");
        using var json = await ConnectAsync(port, "subscribe json from=latest nonce=1\n");
        var ended = await relay.EndAsync(Encoding.UTF8.GetBytes($$"""{"text":"#one{{lineBreak}}#two"}""" + "\n#three\n"));
        Assert.Equal(0, ended.ExitCode);
        var textLines = (await ReadAsync(text)).Split('\n');
        Assert.Equal(3, textLines.Length);
        Assert.Matches("^#one[ \u000b\u000c\u001c]#two$", textLines[0]);
        Assert.Equal("#three", textLines[1]);
        var jsonLines = (await ReadAsync(json)).Split('\n');
        Assert.Equal(4, jsonLines.Length);
        Assert.Equal(JsonNode.Parse($"\"#one{lineBreak}#two\"")!.ToString(), (string)JsonNode.Parse(jsonLines[1])!["text"]!);
    }

    [Fact]
    public async Task A_line_of_a_hundred_megabytes_is_left_out_by_either_process_and_memory_stays_flat()
    {
        var (relay, port) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts");
        using var _ = relay;
        using var counter = Tweetstream.Start(_folder, "count", $"127.0.0.1:{port}", "--once", "--plot", "none", "--output", "json", "--window", "24h", "--slide", "24h");
        await relay.Input.WriteAsync("#before\n"u8.ToArray());
        var block = Encoding.ASCII.GetBytes(new string('a', 1024 * 1024));
        for (var i = 0; i < 100; i++)
            await relay.Input.WriteAsync(block);
        await relay.Input.FlushAsync();
        var peak = relay.PeakMemory;
        var ended = await relay.EndAsync("\n#after\n"u8.ToArray());
        Assert.Contains("1 oversized", ended.Errors, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 200L * 1024 * 1024);
        var window = JsonNode.Parse(Assert.Single((await counter.EndAsync()).Lines))!;
        Assert.Equal(["#after 1", "#before 1"], TagsOf(window));
        var letter = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder.File("posts"), "dead-letter.ndjson"))))!;
        Assert.Equal("longer than 1048576 bytes", (string)letter["reason"]!);
    }

    [Fact]
    public async Task Nul_invalid_utf8_and_byte_order_marks_are_data()
    {
        var counted = await CountAsync(stream => stream.WriteAsync((byte[])[
            0xEF, 0xBB, 0xBF, .. "#bom\n"u8,
            .. "#nul\0#x\n"u8,
            .. "#cut"u8, 0xE6, 0x97, .. "\n"u8,
            .. "#lone"u8, 0x80, 0xFF, .. " #ok\n"u8,
            0xEF, 0xBB, 0xBF, .. "{\"text\":\"#second\"}\n"u8,
            .. "{\"text\":\"#surrogate \\ud83d\"}\n"u8]).AsTask());
        Assert.Equal(["#bom 1", "#cut 1", "#lone 1", "#nul 1", "#ok 1", "#second 1", "#surrogate 1", "#x 1"], counted.Tags.Order(StringComparer.Ordinal));
        Assert.Contains("3 repaired", counted.Errors, StringComparison.Ordinal);
    }

    private async Task<(string[] Tags, string Errors)> CountAsync(Func<NetworkStream, Task> send)
    {
        using var netcat = new TcpListener(IPAddress.Loopback, 0);
        netcat.Start();
        using var counter = Tweetstream.Start(_folder, "count", netcat.LocalEndpoint.ToString()!, "--once", "--plot", "none", "--output", "json", "--window", "24h", "--slide", "24h");
        using var connection = await netcat.AcceptTcpClientAsync().WaitAsync(Patience.Limit);
        connection.NoDelay = true;
        await send(connection.GetStream());
        // Closed with the counter's question unread, the connection would be reset, and what is not sent yet be thrown away.
        connection.Client.Shutdown(SocketShutdown.Send);
        var ended = await counter.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        return (TagsOf(JsonNode.Parse(Assert.Single(ended.Lines))!), ended.Errors);
    }

    private static string[] TagsOf(JsonNode window) => [.. window["top"]!.AsArray().Select(tag => $"{tag!["tag"]} {tag["count"]}")];

    private static async Task<TcpClient> ConnectAsync(int port, string said)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(said));
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(Patience.Limit);
    }
}
