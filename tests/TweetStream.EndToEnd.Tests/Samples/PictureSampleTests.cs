using TweetStream.EndToEnd.Tests.Packaging;

namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>The sample that makes pictures of a recording.</summary>
[Collection(Built.OneAtATime)]
public sealed class PictureSampleTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task A_recording_becomes_a_picture_for_each_window()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell with pipes");
        var windows = $"tweetstream count '{OtherProgram.Sample("demo.jsonl.gz")}' --once --plot none --output json --window 20s --slide 10s";
        var draw = $"'{OtherProgram.DotNet}' run '{OtherProgram.Sample("recording-to-pictures/pictures.cs")}' -- frames";
        using var pipe = OtherProgram.Start(_folder, null, "bash", "-c", $"set -o pipefail; {windows} | {draw}");
        var ended = await pipe.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Errors + ended.Output);

        // A minute of posts is in windows that end 10 to 70 seconds after its first.
        var pictures = Directory.GetFiles(_folder.File("frames")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"000{i}.png"), pictures.Select(Path.GetFileName));
        Assert.All(pictures, picture => Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(picture)[..4]));
        Assert.Equal(7, pictures.Select(picture => Convert.ToBase64String(File.ReadAllBytes(picture))).Distinct().Count());
    }
}
