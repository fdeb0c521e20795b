using TweetStream.Cli.Diagnosis;

namespace TweetStream.Tests.Cli.Diagnosis;

public sealed class DiagnosisTests
{
    [Fact]
    public void A_finding_is_one_line_with_what_to_do()
    {
        Assert.Equal("ok       port 5555: free", new Finding(Verdict.Ok, "port 5555: free").ToString());
        Assert.Equal("warning  a: b; do c", new Finding(Verdict.Warning, "a: b", "do c").ToString());
        Assert.Equal("problem  a: b", new Finding(Verdict.Problem, "a: b").ToString());
    }

    [Fact]
    public void Scripts_without_a_font_are_named()
    {
        var finding = FontDiagnosis.Of(["Thai", "Emoji"]);
        Assert.Equal(Verdict.Warning, finding.Verdict);
        Assert.Contains("none for Thai, Emoji;", finding.Found, StringComparison.Ordinal);
        Assert.Equal(Verdict.Ok, FontDiagnosis.Of([]).Verdict);
    }

    [Theory]
    [InlineData(1, 256L << 20, "Warning", "1 core, 0.3 GiB")]
    [InlineData(2, 512L << 20, "Ok", "2 cores, 0.5 GiB")]
    public void Little_memory_is_a_warning(int cores, long memory, string health, string found)
    {
        var finding = MachineDiagnosis.Power(cores, memory);
        Assert.Equal(health, finding.Verdict.ToString());
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1023, "Warning")]
    [InlineData(1024, "Ok")]
    [InlineData(long.MaxValue, "Ok")]
    public void Few_open_files_are_a_warning(long limit, string health) => Assert.Equal(health, MachineDiagnosis.Files(limit).Verdict.ToString());

    [Fact]
    public void A_folder_that_is_still_to_be_made_is_judged_by_the_one_that_is_there()
    {
        using var folder = new Relay.TemporaryFolder();
        var there = folder.Path("there");
        Directory.CreateDirectory(there);
        var finding = FolderDiagnosis.Find("archive", Path.Combine(there, "a", "b"), 0, "--archive");
        Assert.NotEqual(Verdict.Problem, finding.Verdict);
        Assert.Contains($"(to be made in {there}): can be written", finding.Found, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(there));
    }
}
