using System.Runtime.InteropServices;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>The one file for machines without .NET.</summary>
[Collection(Built.OneAtATime)]
public sealed class SingleFileTests(Built built) : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task The_single_file_runs_alone_where_there_is_no_dotnet()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "needs Linux on x64");
        var made = _folder.File("made");
        await built.MakeAsync("publish", Built.Project, "-o", made, "-p:PublishProfile=linux-x64");
        Assert.Empty(Directory.GetFiles(made, "*.dll"));
        Assert.Empty(Directory.GetFiles(made, "*.so"));

        // Without what lies beside it, on a machine that knows of no .NET and has never run it.
        using var alone = new Folder();
        var executable = alone.File("tweetstream");
        File.Move(Path.Combine(made, "tweetstream"), executable);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = alone.Path,
            ["DOTNET_ROOT"] = null,
            ["DOTNET_HOST_PATH"] = null,
            ["HOME"] = alone.Path,
        };
        await Built.ShowsAllAsync(executable, environment);
    }
}
