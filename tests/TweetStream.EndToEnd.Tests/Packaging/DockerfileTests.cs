using System.Text.Json;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>docker/Dockerfile without a container engine: what it copies, builds and starts.</summary>
[Collection(Built.OneAtATime)]
public sealed class DockerfileTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(OtherProgram.Root, "docker", "Dockerfile"));

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task The_image_is_built_from_what_dockerignore_leaves_and_starts_what_was_published()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell");
        CopyContext();
        var published = _folder.File("app");
        var build = _lines.Single(line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal))["RUN dotnet".Length..];
        Assert.EndsWith(" -o /app", build, StringComparison.Ordinal);
        // Compiled for one platform takes as long again, and is what the single file is tested for.
        var command = $"cd source && '{OtherProgram.DotNet}'{build[..^"/app".Length]}'{published}' -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false -p:PublishReadyToRun=false";
        using var publish = OtherProgram.Start(_folder, null, "sh", "-c", command);
        var ended = await publish.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);

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

    // The patterns that are used there: a name at the top, one at any depth, and an ending.
    private void CopyContext()
    {
        var patterns = File.ReadAllLines(Path.Combine(OtherProgram.Root, ".dockerignore"));
        foreach (var file in Directory.EnumerateFiles(OtherProgram.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            var path = Path.GetRelativePath(OtherProgram.Root, file);
            var parts = path.Split(Path.DirectorySeparatorChar);
            if (patterns.Any(pattern => Meets(parts, pattern)))
                continue;
            var copy = _folder.File(Path.Combine("source", path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static bool Meets(string[] parts, string pattern) =>
        pattern.StartsWith("**/", StringComparison.Ordinal) ? parts.Contains(pattern[3..])
        : pattern.StartsWith('*') ? parts is [var name] && name.EndsWith(pattern[1..], StringComparison.Ordinal)
        : parts[0] == pattern;
}
