using System.IO.Compression;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>The package from which <c>dotnet tool install</c> takes the command.</summary>
[Collection(Built.OneAtATime)]
public sealed class ToolPackageTests(Built built) : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Long")]
    public async Task The_tool_is_installed_from_its_package_and_runs_in_any_folder()
    {
        await built.MakeAsync("pack", Built.Project, "-o", _folder.File("made"));
        var package = Assert.Single(Directory.GetFiles(_folder.File("made")));
        Assert.StartsWith("TweetStream.Tool.", Path.GetFileName(package), StringComparison.Ordinal);
        AssertPortable(package);

        // A cache of its own: in the user's, an earlier package of the same version would be taken instead.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NUGET_PACKAGES"] = _folder.File("packages") };
        using var install = OtherProgram.Start(
            _folder, environment, OtherProgram.DotNet, "tool", "install", "--tool-path", _folder.File("tools"), "--source", Path.GetDirectoryName(package)!, "TweetStream.Tool");
        var installed = await install.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Errors);

        await Built.ShowsAllAsync(Path.Combine(_folder.File("tools"), "tweetstream"), environment);
    }

    // One package for every platform, with the demo's recording and without the symbols of libraries that are not ours.
    private static void AssertPortable(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        var files = zip.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", files);
        Assert.Contains(files, file => file.EndsWith("/samples/demo.jsonl.gz", StringComparison.Ordinal));
        foreach (var library in (string[])["linux-x64/native/libSkiaSharp.so", "linux-arm64/native/libSkiaSharp.so", "osx/native/libSkiaSharp.dylib", "win-x64/native/libSkiaSharp.dll"])
            Assert.Contains(files, file => file.EndsWith("/any/runtimes/" + library, StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("/native/", StringComparison.Ordinal) && file.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("LICENSE-Inter.txt", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("LICENSE.twitter-text", StringComparison.Ordinal));
    }
}
