using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Relay;
using TweetStream.Relay.Sources;

namespace TweetStream.Benchmarks.Sections;

/// <summary>A recording that is played at full speed: by the relay itself, with everything it does, and by a sender of the same bytes.</summary>
internal sealed class RelayRecording : IDisposable
{
    public const string AsText = "text";
    public const string AsJson = "JSON";
    private readonly string _folder = Directory.CreateTempSubdirectory("tweetstream-benchmark").FullName;
    private readonly Corpus _json;
    private readonly ReadOnlyMemory<byte> _text;

    public RelayRecording(Corpus json, Corpus text)
    {
        (_json, _text) = (json, text.Bytes);
        using var file = File.Create(Recording);
        file.Write(json.Bytes.Span);
    }

    public int Posts => _json.Posts;

    private string Recording => Path.Combine(_folder, "posts.ndjson");

    private string Archive => Path.Combine(_folder, "archive");

    public RelayResult PlayRaw(string form, int clients)
    {
        using var sender = new Loopback(BytesAs(form), atOnce: clients);
        return RelayClients.Drain(sender.Port, clients, FirstLine(form), Posts);
    }

    public RelayResult Play(string form, int clients, bool isArchived)
    {
        using var host = Start(clients, isArchived);
        var relay = host.Services.GetRequiredService<RelayService>();
        var result = RelayClients.Drain(relay.Listening.Result.Port, clients, FirstLine(form), Posts);
        relay.ExecuteTask!.Wait();
        if (result.LeastBytes < BytesAs(form).Length)
            throw new InvalidDataException($"a client of the relay got {result.LeastBytes} of {BytesAs(form).Length} bytes");
        if (isArchived)
            Directory.Delete(Archive, recursive: true);
        return result;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ReadOnlyMemory<byte> BytesAs(string form) => form == AsText ? _text : _json.Bytes;

    private static byte[] FirstLine(string form) => Encoding.ASCII.GetBytes(form == AsText ? "subscribe text\n" : "subscribe json from=earliest nonce=1\n");

    private IHost Start(int clients, bool isArchived)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRelay(new()
        {
            Listen = [new(IPAddress.Loopback, 0)],
            Sources = [SourceSpec.Replay(Recording)],
            Rate = PostRate.Max,
            WaitForClients = clients,
            Archive = isArchived ? new() { Folder = Archive, FreeDiskFloor = 0 } : null,
        });
        var host = builder.Build();
        host.Start();
        return host;
    }
}
