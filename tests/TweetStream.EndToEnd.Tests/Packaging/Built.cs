namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>
/// What the commands of docs/install.md and of the image make: built from what .dockerignore leaves of the source tree, in
/// which nothing changes then, and what they have in common once.
/// </summary>
public sealed class Built : IDisposable
{
    /// <summary>The tests that build: together they would take so long that a test run passes for hung.</summary>
    public const string OneAtATime = "builds";

    /// <summary>The executable's project, from there on.</summary>
    public const string Project = "src/TweetStream.Cli";

    private readonly Folder _source = new();
    private readonly Folder _artifacts = new();

    public Built() => CopyContext();

    public void Dispose()
    {
        _source.Dispose();
        _artifacts.Dispose();
    }

    /// <summary>Runs <c>dotnet</c> with these arguments, which build, at the root of the source.</summary>
    internal async Task MakeAsync(params string[] arguments)
    {
        using var build = OtherProgram.Start(
            _source, null, [OtherProgram.DotNet, .. arguments, "--artifacts-path", _artifacts.Path, "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false"]);
        var ended = await build.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
    }

    /// <summary>Has the executable show what it can without a network: help, tags, the demo and its picture, in a folder that is not its own.</summary>
    public static async Task ShowsAllAsync(string executable, IReadOnlyDictionary<string, string?> environment)
    {
        using var elsewhere = new Folder();
        async Task<Ended> RunAsync(string input, params string[] arguments)
        {
            using var program = OtherProgram.Start(elsewhere, environment, [executable, .. arguments]);
            return await program.EndAsync(input);
        }

        var help = await RunAsync("", "--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("demo", help.Output, StringComparison.Ordinal);

        var tags = await RunAsync("Hello #world, #C# and #日本語\n", "tags");
        Assert.Equal(["[\"world\",\"日本語\"]"], tags.Lines);

        var picture = elsewhere.File("picture.png");
        var demo = await RunAsync("", "demo", "--for", "6s", "--plot", picture);
        Assert.True(demo.ExitCode == 0, demo.Errors);
        Assert.Contains("leads with", demo.Lines[^1], StringComparison.Ordinal);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await File.ReadAllBytesAsync(picture))[..4]);
    }

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
            var copy = _source.File(path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static bool Meets(string[] parts, string pattern) =>
        pattern.StartsWith("**/", StringComparison.Ordinal) ? parts.Contains(pattern[3..])
        : pattern.StartsWith('*') ? parts is [var name] && name.EndsWith(pattern[1..], StringComparison.Ordinal)
        : parts[0] == pattern;
}

/// <summary>The tests that build: one after another, with one <see cref="Built"/>.</summary>
[CollectionDefinition(Built.OneAtATime)]
public sealed class BuildingTests : ICollectionFixture<Built>;
