using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>The services of docker/compose.yaml: each command run for real, though outside of a container, where /data is a folder and every port a free one.</summary>
public sealed class ComposeTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Dictionary<string, ComposeService> _services = Read();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Relay_and_counter_run_as_composed_and_find_each_other()
    {
        var relayData = Directory.CreateDirectory(_folder.File("relay")).FullName;
        using var relay = Tweetstream.StartWith(_folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["TWEETSTREAM__RELAY__SOURCE__0"] = "synthetic" }, Arguments("relay", relayData));
        await relay.SaysAsync("Serving HTTP on");
        await relay.SaysAsync("Listening on");

        var port = Port(relay, "Listening on ");
        var counterData = Directory.CreateDirectory(_folder.File("counter")).FullName;
        var arguments = Arguments("counter", counterData).Select(word => word == "relay:5555" ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}") : word);
        using var counter = Tweetstream.Start(_folder, [.. arguments]);
        await counter.SaysAsync("Serving HTTP on");
        await counter.SaysAsync("Connected to");
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(counterData, "plot_sns.png")), () => counter.Errors);
        foreach (var process in (Tweetstream[])[counter, relay])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port(process, "Serving HTTP on "));
            process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await process.ExitAsync());
        }

        Assert.NotEmpty(Archived.Lines(Path.Combine(relayData, "posts")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(counterData, "state")));
    }

    [Fact]
    public void Every_service_can_be_reached_from_this_machine_alone() =>
        Assert.All(_services.Values.SelectMany(service => service.Ports), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Theory]
    [InlineData("relay", "--http")]
    [InlineData("counter", "--page")]
    public void A_health_check_asks_the_port_that_its_service_serves(string name, string option)
    {
        var service = _services[name];
        var served = service.Command[service.Command.IndexOf(option) + 1];
        Assert.Equal(["CMD", "/app/tweetstream", "health", served.Replace("*", "127.0.0.1", StringComparison.Ordinal)], service.Healthcheck!.Test);
    }

    [Fact]
    public void Whatever_is_kept_is_kept_in_a_volume()
    {
        foreach (var name in (string[])["relay", "counter"])
            Assert.Contains(_services[name].Volumes, volume => volume.EndsWith(":/data", StringComparison.Ordinal));
        Assert.Equal(["grafana", "prometheus"], _services.Where(service => service.Value.Profiles.Contains("observability")).Select(service => service.Key).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, ComposeService> Read()
    {
        using var file = File.OpenText(Path.Combine(OtherProgram.Root, "docker", "compose.yaml"));
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build();
        return deserializer.Deserialize<ComposeFile>(new MergingParser(new Parser(file))).Services;
    }

    // Ports are given by the system, and all that is reached from other containers is reached from this machine.
    private string[] Arguments(string service, string data) =>
        [.. _services[service].Command.Select(word => word.StartsWith("*:", StringComparison.Ordinal) ? "*:0" : word.Replace("/data", data, StringComparison.Ordinal))];

    private static int Port(Tweetstream process, string after) =>
        IPEndPoint.Parse(process.Errors.Split(after, 2)[1].Split('\n', ' ')[0]).Port;

    private sealed class ComposeFile
    {
        public Dictionary<string, ComposeService> Services { get; init; } = new(StringComparer.Ordinal);
    }

    private sealed class ComposeService
    {
        public List<string> Command { get; init; } = [];

        public List<string> Ports { get; init; } = [];

        public List<string> Volumes { get; init; } = [];

        public List<string> Profiles { get; init; } = [];

        public ComposeHealth? Healthcheck { get; init; }
    }

    private sealed class ComposeHealth
    {
        public List<string> Test { get; init; } = [];
    }
}
