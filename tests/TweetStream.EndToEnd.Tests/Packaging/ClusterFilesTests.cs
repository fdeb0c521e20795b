using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>The examples of a cluster in containers: that each command can be read, and each variable means something.</summary>
public sealed class ClusterFilesTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_of_the_composed_cluster_can_be_read()
    {
        var services = Compose();
        foreach (var (name, service) in services.Where(service => service.Key != "redis"))
            await ReadAsync(name, [.. ((List<object>)service["command"]).Cast<string>()]);
        Assert.Equal(["redis", "relay", "silo1", "silo2", "silo3", "watch"], services.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_variable_of_the_composed_cluster_is_known_and_can_be_read()
    {
        foreach (var service in Compose().Values.Where(service => service.ContainsKey("environment")))
        {
            var environment = ((Dictionary<object, object>)service["environment"]).ToDictionary(
                pair => (string)pair.Key, pair => ((string)pair.Value).Replace("${SOURCE:-synthetic}", "synthetic", StringComparison.Ordinal), StringComparer.Ordinal);
            using var check = Tweetstream.StartWith(_folder, environment, "check");
            var ended = await check.EndAsync();
            Assert.True(ended.ExitCode == 0, ended.Errors);
        }
    }

    [Fact]
    public void The_composed_cluster_can_be_reached_from_this_machine_alone_and_its_redis_keeps_what_it_acknowledges()
    {
        var services = Compose();
        Assert.All(services.Values.Where(service => service.ContainsKey("ports")).SelectMany(service => (List<object>)service["ports"]), port => Assert.StartsWith("127.0.0.1:", (string)port, StringComparison.Ordinal));
        var redis = string.Join(' ', ((List<object>)services["redis"]["command"]).Cast<string>());
        Assert.Contains("--appendonly yes --appendfsync always", redis, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_silos_of_the_kubernetes_example_can_be_read_and_their_password_is_a_secret()
    {
        var stream = new YamlStream();
        using (var file = File.OpenText(Path.Combine(OtherProgram.Root, "docker", "kubernetes.yaml")))
            stream.Load(file);
        var pod = stream.Documents[0].RootNode["spec"]["template"]["spec"];
        var silo = pod["containers"][0];
        await ReadAsync("silo", [.. ((YamlSequenceNode)silo["args"]).Select(word => ((YamlScalarNode)word).Value!)]);
        var password = ((YamlSequenceNode)silo["env"]).Single(variable => ((YamlScalarNode)variable["name"]).Value == "TWEETSTREAM__CLUSTER__PASSWORD");
        Assert.Equal("tweetstream-redis", ((YamlScalarNode)password["valueFrom"]["secretKeyRef"]["name"]).Value);
    }

    // [diagram] shows how the program reads a line, without running it.
    private async Task ReadAsync(string service, string[] command)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", ["[diagram]", .. command]);
        Assert.True(ended.ExitCode == 0 && !ended.Output.Contains('!', StringComparison.Ordinal), $"{service}: {ended.Output}{ended.Errors}");
    }

    private static Dictionary<string, Dictionary<string, object>> Compose()
    {
        using var file = File.OpenText(Path.Combine(OtherProgram.Root, "docker", "compose.cluster.yaml"));
        var composed = new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<ComposeFile>(new MergingParser(new Parser(file)));
        return composed.Services;
    }

    private sealed class ComposeFile
    {
        [YamlMember(Alias = "services")]
        public Dictionary<string, Dictionary<string, object>> Services { get; init; } = new(StringComparer.Ordinal);
    }
}
