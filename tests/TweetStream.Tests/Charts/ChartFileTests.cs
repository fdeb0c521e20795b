using TweetStream.Charts;

namespace TweetStream.Tests.Charts;

public sealed class ChartFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("charts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_picture_is_written_and_nothing_else_is_left()
    {
        ChartFile.Write(In("plot.png"), [1, 2, 3]);
        ChartFile.Write(In("plot.png"), [4, 5]);

        Assert.Equal([4, 5], File.ReadAllBytes(In("plot.png")));
        Assert.Equal([In("plot.png")], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_reader_sees_the_old_picture_or_the_new_one_and_never_a_part()
    {
        const int pictures = 60, size = 500_000;
        var path = In("plot.png");
        ChartFile.Write(path, Picture(0));
        using var done = new CancellationTokenSource();
        var reading = new TaskCompletionSource();
        var reader = Task.Run(() =>
        {
            var seen = new HashSet<byte>();
            bool last;
            do
            {
                last = done.IsCancellationRequested;
                var bytes = File.ReadAllBytes(path);
                Assert.Equal(size, bytes.Length);
                Assert.True(bytes.AsSpan().IndexOfAnyExcept(bytes[0]) < 0, "two pictures in one");
                seen.Add(bytes[0]);
                reading.TrySetResult();
            }
            while (!last);
            return seen;
        });

        await reading.Task;
        for (byte i = 1; i <= pictures; i++)
            ChartFile.Write(path, Picture(i));
        await done.CancelAsync();

        Assert.Contains((byte)pictures, await reader);

        static byte[] Picture(byte value)
        {
            var picture = new byte[size];
            Array.Fill(picture, value);
            return picture;
        }
    }

    [Fact]
    public void A_check_leaves_an_existing_picture_and_the_folder_as_they_are()
    {
        File.WriteAllBytes(In("plot.png"), [1]);

        ChartFile.Check(In("plot.png"));
        ChartFile.Check(In("other.png"));

        Assert.Equal([1], File.ReadAllBytes(In("plot.png")));
        Assert.Equal([In("plot.png")], Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("missing/plot.png", "the folder * does not exist")]
    [InlineData("folder", "it is a folder")]
    [InlineData("folder/", "it is a folder")]
    [InlineData("file/plot.png", "is a file, not a folder")]
    [InlineData("nul\0.png", "")]
    public void What_cannot_be_written_is_refused_in_one_line_that_names_the_path_and_the_reason(string name, string reason)
    {
        Directory.CreateDirectory(In("folder"));
        File.WriteAllText(In("file"), "");
        var before = Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories);

        foreach (var attempt in new Action<string>[] { ChartFile.Check, path => ChartFile.Write(path, [1]) })
        {
            var refusal = Assert.ThrowsAny<IOException>(() => attempt(In(name)));
            Assert.StartsWith($"cannot write {In(name).Replace('\0', '?')}: ", refusal.Message, StringComparison.Ordinal);
            Assert.All(reason.Split('*'), part => Assert.Contains(part.Trim(), refusal.Message, StringComparison.Ordinal));
            Assert.DoesNotContain('\n', refusal.Message);
        }
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public void A_folder_without_permission_is_refused()
    {
        Skip.If(Environment.IsPrivilegedProcess, "a privileged process may write anywhere");
        if (OperatingSystem.IsWindows())
            throw new SkipException("permissions are set differently on Windows");
        Directory.CreateDirectory(In("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var refusal = Assert.ThrowsAny<IOException>(() => ChartFile.Check(In("locked/plot.png")));

        Assert.Equal($"cannot write {In("locked/plot.png")}: permission denied", refusal.Message);
    }

    [SkippableFact]
    public void A_folder_of_the_system_that_takes_no_files_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has /proc");

        Assert.StartsWith("cannot write /proc/plot.png: ", Assert.ThrowsAny<IOException>(() => ChartFile.Check("/proc/plot.png")).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_device_is_not_replaced_by_a_picture()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no /dev");

        Assert.EndsWith("it is a device", Assert.ThrowsAny<IOException>(() => ChartFile.Write("/dev/null", [1])).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        File.WriteAllBytes(In("target.png"), [1]);
        File.CreateSymbolicLink(In("plot.png"), In("target.png"));

        ChartFile.Write(In("plot.png"), [2]);

        Assert.Equal([2], File.ReadAllBytes(In("target.png")));
        Assert.Equal(In("target.png"), new FileInfo(In("plot.png")).LinkTarget);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
