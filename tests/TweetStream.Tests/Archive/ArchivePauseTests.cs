using System.Diagnostics;
using System.Globalization;
using TweetStream.Archive;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Archive;

public sealed class ArchivePauseTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Too_little_free_disk_pauses_archiving_until_there_is_a_tenth_more_than_the_floor()
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Free = 120 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        Assert.True(archive.Writer.IsPaused);
        Assert.Equal(0, archive.Append(5));
        Assert.Equal((0, 3, 8), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        archive.Free = 270 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        Assert.Equal(0, archive.Append(2));
        archive.Free = 290 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        Assert.False(archive.Writer.IsPaused);
        Assert.Equal(4, archive.Append(4));
        Assert.Equal((0, 14, 14), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal([0, 1, 2, 10, 11, 12, 13], archive.Read());
        Assert.Equal(
            [
                $"Warning: Archiving pauses from offset 3 on: only 120 MiB free on the disk of {archive.Options.Folder}, which is below --min-free-disk 256MiB: posts are relayed and not archived",
                "Warning: Archiving again from offset 10: 7 posts from offset 3 on are not in the archive",
            ],
            archive.Log.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void Resuming_is_tried_at_most_once_a_second()
    {
        using var archive = new RunningArchive();
        archive.Free = 0;
        archive.Writer.Maintain();
        archive.Free = 1024 * MiB;
        archive.Later(TimeSpan.FromSeconds(0.9));
        Assert.True(archive.Writer.IsPaused);
        archive.Later(TimeSpan.FromSeconds(0.1));
        Assert.False(archive.Writer.IsPaused);
    }

    [Fact]
    public void Killed_while_paused_no_offset_is_given_twice()
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Free = 0;
        archive.Writer.Maintain();
        archive.Append(99_998);
        archive.Append(3);
        archive.Kill();
        var given = archive.Writer.Next;
        archive.Free = 1024 * MiB;
        archive.Open();
        Assert.False(archive.Writer.IsPaused);
        Assert.InRange(archive.Writer.Next, given, given + ArchiveWriter.ReservedAhead);
        Assert.Contains(archive.Log, line => line.StartsWith($"Warning: The archive was paused when it was last closed: up to {archive.Writer.Next - 3} posts from offset 3 on", StringComparison.Ordinal));
        var next = archive.Writer.Next;
        archive.Append(2);
        Assert.Equal([0, 1, 2, next, next + 1], archive.Read());
        archive.Kill();
        archive.Open();
        Assert.Equal(next + 2, archive.Writer.Next);
    }

    [Fact]
    public void Killed_after_resuming_and_before_the_first_post_no_offset_is_given_twice()
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Free = 0;
        archive.Writer.Maintain();
        archive.Append(5);
        archive.Free = 1024 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        archive.Kill();
        archive.Open();
        Assert.True(archive.Writer.Next >= 8, $"next is {archive.Writer.Next}");
        var next = archive.Writer.Next;
        archive.Append(1);
        Assert.Equal([0, 1, 2, next], archive.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stopped_in_order_while_paused_the_offsets_go_on_exactly(bool stillFull)
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Free = 0;
        archive.Writer.Maintain();
        archive.Append(5);
        archive.Free = stillFull ? 0 : 1024 * MiB;
        archive.Reopen();
        Assert.Equal(stillFull, archive.Writer.IsPaused);
        Assert.Equal((0, 3, 8), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal(stillFull ? 0 : 2, archive.Append(2));
        archive.Free = 1024 * MiB;
        archive.Reopen();
        Assert.Equal(10, archive.Writer.Next);
        Assert.Equal(stillFull ? [0, 1, 2] : [0, 1, 2, 8, 9], archive.Read());
    }

    [Fact]
    public void Opened_on_a_disk_that_is_too_full_everything_is_paused_and_a_new_archive_can_begin_later()
    {
        using var archive = new RunningArchive();
        archive.Free = 0;
        archive.Reopen();
        Assert.True(archive.Writer.IsPaused);
        archive.Append(4);
        Assert.Equal((0, 0, 4), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        archive.Free = 1024 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        archive.Append(1);
        Assert.Equal((4, 5, 5), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal([4], archive.Read());
    }

    [Fact]
    public void A_reader_that_waits_at_the_hole_goes_on_behind_it()
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        using var reader = new ArchiveReader(archive.Options.Folder, 0);
        reader.Read(3, out _, out _);
        archive.Free = 0;
        archive.Writer.Maintain();
        archive.Append(5);
        Assert.True(reader.Read(long.MaxValue, out _, out _).IsEmpty);
        archive.Free = 1024 * MiB;
        archive.Later(TimeSpan.FromSeconds(1));
        archive.Append(2);
        reader.Read(archive.Writer.End, out var first, out var count);
        Assert.Equal((8, 2, 10), (first, count, reader.Position));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(0)]
    public void A_disk_that_is_full_in_the_middle_keeps_whole_lines_and_archiving_goes_on_when_there_is_room(int? fsyncSeconds)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small disk");
        using var disk = new SmallDisk("256k");
        var ballast = disk.Fill("ballast", 128 * 1024);
        using var archive = new RunningArchive(
            options => options with { FreeDiskFloor = 0, FsyncEvery = fsyncSeconds is { } s ? TimeSpan.FromSeconds(s) : null },
            disk.Path("archive"));
        archive.AsksDisk = true;
        archive.Reopen();

        var archived = 0;
        while (!archive.Writer.IsPaused)
            archived += archive.Append(100, textLength: 83);
        Assert.NotEqual(0, archived % 100);
        Assert.Equal((archived, archived / 100 * 100 + 100), (archive.Writer.End, archive.Writer.Next));
        Assert.Equal(RunningArchive.Lines(0, archived, 83), File.ReadAllBytes(archive.SegmentPath(0)));
        Assert.Contains(archive.Log, line => line.Contains("pauses", StringComparison.Ordinal) && line.Contains("No space left", StringComparison.Ordinal));
        Assert.DoesNotContain(archive.Log, line => line.StartsWith("Error", StringComparison.Ordinal));

        for (var i = 0; i < 5; i++)
        {
            archive.Later(TimeSpan.FromSeconds(1));
            Assert.Equal(0, archive.Append(100, textLength: 83));
        }

        archive.Kill();
        archive.Open();
        var resumedAt = archive.Writer.Next;
        Assert.True(resumedAt >= archived + 500, $"{resumedAt} after {archived}");
        Assert.InRange(archive.Append(1000, textLength: 83), 0, 999);
        var next = archive.Writer.Next;
        File.Delete(ballast);
        archive.Later(TimeSpan.FromSeconds(1));
        Assert.False(archive.Writer.IsPaused);
        Assert.Equal(10, archive.Append(10));
        var read = archive.Read();
        Assert.Equal(Enumerable.Range(0, archived).Select(i => (long)i), read.Take(archived));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => next + i), read.TakeLast(10));
        Assert.Single(archive.Log, line => line.Contains("Archiving again", StringComparison.Ordinal));
    }

    private sealed class SmallDisk : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public SmallDisk(string size) => Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", _folder.Path("."));

        public string Path(string name) => _folder.Path(name);

        public string Fill(string name, int bytes)
        {
            File.WriteAllBytes(Path(name), new byte[bytes]);
            return Path(name);
        }

        public void Dispose()
        {
            Run("umount", _folder.Path("."));
            _folder.Dispose();
        }

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} ended with {process.ExitCode}"));
        }
    }
}
