namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>
/// What the commands of docs/install.md make, built beside the source tree so that nothing in it changes, and what they have
/// in common once.
/// </summary>
public sealed class Built : IDisposable
{
    /// <summary>The tests that build: together they would take so long that a test run passes for hung.</summary>
    public const string OneAtATime = "builds";

    private static readonly string Project = Path.Combine(OtherProgram.Root, "src", "TweetStream.Cli");
    private readonly Folder _artifacts = new();

    public void Dispose() => _artifacts.Dispose();

    /// <summary>Runs <c>dotnet pack</c> or <c>dotnet publish</c> on the executable's project; returns the folder with what it made.</summary>
    internal async Task<string> MakeAsync(Folder folder, string verb, params string[] arguments)
    {
        var made = folder.File(verb);
        using var build = OtherProgram.Start(
            folder, null, [OtherProgram.DotNet, verb, Project, "--artifacts-path", _artifacts.Path, "--output", made, "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", .. arguments]);
        var ended = await build.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
        return made;
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
}

/// <summary>The tests that build: one after another, with one <see cref="Built"/>.</summary>
[CollectionDefinition(Built.OneAtATime)]
public sealed class BuildingTests : ICollectionFixture<Built>;
