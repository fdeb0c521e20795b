using System.Text.Json;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>docker/Dockerfile without a container engine: what it copies, builds and starts.</summary>
[Collection(Built.OneAtATime)]
public sealed class DockerfileTests(Built built) : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(OtherProgram.Root, "docker", "Dockerfile"));

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task The_image_is_built_from_what_dockerignore_leaves_and_starts_what_was_published()
    {
        Skip.If(OperatingSystem.IsWindows(), "what an image holds is for Linux");
        var published = _folder.File("app");
        var build = _lines.Single(line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal))["RUN dotnet ".Length..].Split(' ');
        Assert.Equal(["-o", "/app"], build[^2..]);
        // Compiled for one platform takes as long again, and is what the single file is tested for.
        await built.MakeAsync([.. build[..^1], published, "-p:PublishReadyToRun=false"]);

        Assert.Contains("COPY --from=build /app /app", _lines);
        var entry = Words("ENTRYPOINT ");
        Assert.Equal("/app/tweetstream", Assert.Single(entry));
        Assert.Equal("/app/tweetstream", Words("HEALTHCHECK ")[0]);
        await Built.ShowsAllAsync(Path.Combine(published, "tweetstream"), new Dictionary<string, string?>(StringComparer.Ordinal));

        string[] arguments = [Path.Combine(published, "tweetstream"), .. Words("CMD ").Select(word => word.Replace("/data", _folder.Path, StringComparison.Ordinal).Replace(":5555", ":0", StringComparison.Ordinal).Replace(":8080", ":0", StringComparison.Ordinal)), "--help"];
        var relay = await OtherProgram.RunAsync(_folder, "", arguments);
        Assert.Equal(0, relay.ExitCode);
    }

    [Fact]
    public void What_runs_is_not_root() =>
        Assert.Contains("USER $APP_UID", _lines[Array.FindLastIndex(_lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..]);

    // The list of an instruction in its JSON form, whatever stands before it.
    private string[] Words(string instruction) =>
        JsonSerializer.Deserialize<string[]>(_lines.Single(line => line.StartsWith(instruction, StringComparison.Ordinal)) is var line ? line[line.IndexOf('[', StringComparison.Ordinal)..] : "")!;
}
