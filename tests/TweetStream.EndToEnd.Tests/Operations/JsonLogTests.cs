using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>A log that a program reads.</summary>
public sealed class JsonLogTests : IDisposable
{
    private const string Token = "open-sesame-4711";
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Every_line_is_an_object_with_the_named_values_of_its_message_and_no_secret()
    {
        Shell.RunOrSkip("chmod", "600", _folder.Write("token", Token + "\n"));
        using var relay = Tweetstream.Start(_folder, "relay", "--listen", "127.0.0.1:0", "--source", "stdin", "--wait-for-clients", "0", "--token-file", "token", "--log", "json");
        await relay.SaysAsync("Listening on");
        var port = (int)new Uri("tcp://" + Line(relay.Errors, "Listening")["values"]!["address"]).Port;
        using var wrong = await Netcat.ConnectAsync(port, "subscribe json from=earliest nonce=1 token=open-sesame-4712\n");
        using var right = await Netcat.ConnectAsync(port, $"subscribe json from=latest nonce=1 token={Token}\n");
        await Task.WhenAll(wrong.ReadToEndAsync(), right.ReadLinesAsync(1));
        relay.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await relay.ExitAsync());
        var errors = (await relay.EndAsync()).Errors;
        Assert.DoesNotContain("open-sesame", errors, StringComparison.Ordinal);

        var refused = Line(errors, "Refused");
        Assert.Equal("warning", (string)refused["level"]!);
        Assert.Equal("TweetStream.Relay.Broadcasting.Broadcaster", (string)refused["category"]!);
        var (number, peer) = ((long)refused["values"]!["number"]!, (string)refused["values"]!["peer"]!);
        Assert.StartsWith($"Client {number} ({peer}) was refused: ", (string)refused["message"]!, StringComparison.Ordinal);
        Assert.EndsWith((string)refused["values"]!["reason"]!, (string)refused["message"]!, StringComparison.Ordinal);
        Assert.Equal(0, DateTimeOffset.Parse((string)refused["time"]!, System.Globalization.CultureInfo.InvariantCulture).Offset.Ticks);
    }

    [Fact]
    public async Task What_ends_a_command_is_an_object_too()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", other.LocalEndpoint.ToString()!, "--log", "json");
        Assert.Equal(1, ended.ExitCode);
        var line = Lines(ended.Errors).Single();
        Assert.Equal("error", (string)line["level"]!);
        Assert.StartsWith("cannot listen on ", (string)line["message"]!, StringComparison.Ordinal);
        ended = await Tweetstream.RunAsync(_folder, "", "count", "--log", "json", "--top", "-1");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("--top", (string)Lines(ended.Errors).Single()["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_counter_and_a_demo_write_it_beside_what_they_show()
    {
        var ended = await Tweetstream.RunAsync(_folder, "{\"text\":\n#a\n", "count", "-", "--log", "json", "--plot", "none", "--output", "json");
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("1 malformed", (string)Line(ended.Errors, "Losses")["values"]!["losses"]!);
        Assert.Contains("#a", ended.Output, StringComparison.Ordinal);
        ended = await Tweetstream.RunAsync(_folder, "", "demo", "--for", "1s", "--log", "json", "--plot", "none");
        Assert.Equal(0, ended.ExitCode);
        Assert.NotEmpty(Lines(ended.Errors));
    }

    private static JsonNode Line(string errors, string name) => Lines(errors).First(line => (string?)line["event"] == name);

    private static List<JsonNode> Lines(string errors) => [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
