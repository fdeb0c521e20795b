namespace TweetStream.EndToEnd.Tests;

public sealed class DoctorTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_is_looked_at_in_a_line_each_and_nothing_is_left_behind()
    {
        var ended = await DoctorAsync([], "--archive", "posts", "--state", "state");
        Assert.Equal(0, ended.ExitCode);
        Assert.All(ended.Lines.SkipLast(1), line => Assert.Matches("^(ok      |warning ) [^ ].*: .+", line));
        string[] looked = ["runtime", "machine", "open files", "Unicode data", "fonts", "port 5555", "port 5080", "archive posts", "state state", "X bearer token", "time zones", "clock"];
        Assert.All(looked, what => Assert.Single(ended.Lines, line => line[9..].StartsWith(what, StringComparison.Ordinal)));
        Assert.StartsWith("problems: 0, warnings: ", ended.Lines[^1], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_take_posts_is_a_problem()
    {
        _folder.Write("file", "");
        var ended = await DoctorAsync([], "--archive", "file/posts");
        Assert.Equal(1, ended.ExitCode);
        Assert.Single(ended.Lines, line => line.StartsWith("problem  archive file/posts", StringComparison.Ordinal) && line.Contains("give another folder with --archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disk_with_less_than_is_wanted_is_a_problem()
    {
        var ended = await DoctorAsync([], "--archive", "posts", "--min-free-disk", "1000000GiB");
        Assert.Equal(1, ended.ExitCode);
        Assert.Single(ended.Lines, line => line.StartsWith("problem  archive posts", StringComparison.Ordinal) && line.Contains("below --min-free-disk", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_token_file_that_others_may_read_is_a_problem_and_its_token_is_not_shown()
    {
        Skip.If(OperatingSystem.IsWindows(), "files have no modes there");
        var token = _folder.Write("token", "verysecret");
        Assert.Null(Shell.Run("chmod", "644", token));
        var ended = await DoctorAsync([("TWEETSTREAM__RELAY__TOKENFILE", token), ("TWEETSTREAM__X__BEARERTOKEN", "alsosecret")], "--archive", "none");
        Assert.Equal(1, ended.ExitCode);
        Assert.Single(ended.Lines, line => line.StartsWith("problem  relay's token", StringComparison.Ordinal) && line.Contains("chmod 600", StringComparison.Ordinal));
        Assert.Single(ended.Lines, line => line.Contains("X bearer token: present, from the environment", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", ended.Output + ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_Unicode_data_is_a_warning()
    {
        var ended = await DoctorAsync([("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")], "--archive", "none");
        Assert.Equal(0, ended.ExitCode);
        Assert.Single(ended.Lines, line => line.StartsWith("warning  Unicode data: missing", StringComparison.Ordinal) && line.Contains("libicu", StringComparison.Ordinal));
    }

    private async Task<Ended> DoctorAsync((string Name, string Value)[] environment, params string[] flags)
    {
        using var doctor = Tweetstream.StartWith(_folder, environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), ["doctor", .. flags]);
        return await doctor.EndAsync();
    }
}
