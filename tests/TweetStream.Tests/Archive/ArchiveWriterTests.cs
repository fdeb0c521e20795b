using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Archive;
using TweetStream.Tests.Relay;
using ZstdSharp;

namespace TweetStream.Tests.Archive;

public sealed class ArchiveWriterTests
{
    [Fact]
    public void What_is_appended_stands_in_a_plain_file_as_it_was_given()
    {
        using var archive = new RunningArchive();
        Assert.Equal((0, 0, 0), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal(3, archive.Append(3));
        Assert.Equal(2, archive.Append(2));
        Assert.Equal((0, 5, 5), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal(RunningArchive.Lines(0, 5), File.ReadAllBytes(archive.Path("00000000000000000000.ndjson")));
    }

    [Fact]
    public void An_archive_goes_on_where_it_was_under_the_same_identity()
    {
        using var archive = new RunningArchive();
        var id = archive.Writer.Id;
        archive.Append(3);
        archive.Reopen();
        archive.Append(2);
        archive.Kill();
        archive.Open();
        Assert.Equal(5, archive.Writer.Next);
        Assert.Equal(id, archive.Writer.Id);
        Assert.Equal(id, ArchiveFolder.ReadId(archive.Options.Folder));
        Assert.Equal(["0.ndjson"], archive.Segments.Select(name => "0" + name));
        Assert.Equal([0, 1, 2, 3, 4], archive.Read());
    }

    [Fact]
    public void A_second_writer_is_refused_and_told_who_is_the_first()
    {
        using var archive = new RunningArchive();
        var refusal = Assert.Throws<ArchiveException>(archive.Open);
        Assert.Equal(
            $"the archive {archive.Options.Folder} is in use by another relay (process {Environment.ProcessId}); give another --archive DIR, or none",
            refusal.Message);
        archive.Append(1);
        archive.Reopen();
        Assert.Equal(1, archive.Writer.Next);
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var other = folder.Write("holiday.txt", "sun");
        var refusal = Assert.Throws<ArchiveException>(() => ArchiveWriter.Open(new() { Folder = Path.GetDirectoryName(other)! }, TimeProvider.System, NullLogger.Instance));
        Assert.Contains("is no archive, and not empty: there is holiday.txt in it", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([other], Directory.GetFileSystemEntries(Path.GetDirectoryName(other)!));
    }

    [Theory]
    [InlineData("""{"id":"0123456789abcdef0123456789abcdef","format":2}""", "has format 2, and this version reads 1")]
    [InlineData("""{"id":"short","format":1}""", "is damaged")]
    [InlineData("""{"id":""", "is damaged")]
    [InlineData("""[]""", "is damaged")]
    public void An_archive_that_this_version_cannot_read_is_refused_and_can_be_opened_once_that_is_mended(string identity, string reason)
    {
        using var archive = new RunningArchive();
        archive.Writer.Dispose();
        var before = File.ReadAllText(archive.Path("archive.json"));
        File.WriteAllText(archive.Path("archive.json"), identity);
        Assert.Contains(reason, Assert.Throws<ArchiveException>(archive.Open).Message, StringComparison.Ordinal);
        File.WriteAllText(archive.Path("archive.json"), before);
        archive.Open();
    }

    [Fact]
    public void A_segment_is_closed_before_it_exceeds_its_size()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120 });
        for (var i = 0; i < 5; i++)
            archive.Append(2);
        archive.Append(9);
        Assert.Equal([".ndjson", "4.ndjson", "8.ndjson", "10.ndjson"], archive.Segments);
        Assert.Equal(Offsets(0, 19), archive.Read());
    }

    [Fact]
    public async Task Closed_segments_are_compressed_and_keep_their_time()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120 });
        archive.Append(4);
        var written = archive.Time.GetUtcNow().UtcDateTime;
        archive.Time.Advance(TimeSpan.FromMinutes(5));
        archive.Append(4);
        archive.Append(4);
        await archive.CompressAllAsync();
        Assert.Equal([".ndjson.zst", "4.ndjson.zst", "8.ndjson"], archive.Segments);
        Assert.Equal(written, File.GetLastWriteTimeUtc(archive.SegmentPath(0)));
        Assert.Equal(written.AddMinutes(5), File.GetLastWriteTimeUtc(archive.SegmentPath(1)));
        Assert.Equal(Offsets(0, 12), archive.Read());
        Assert.Empty(Directory.GetFiles(archive.Options.Folder, "*.tmp"));
    }

    [Fact]
    public void Midnight_closes_a_segment_even_when_nothing_comes()
    {
        using var archive = new RunningArchive();
        archive.Append(2);
        archive.Later(TimeSpan.FromHours(11.9));
        Assert.Equal([0], archive.Firsts);
        archive.Later(TimeSpan.FromHours(0.2));
        Assert.Equal([0, 2], archive.Firsts);
        archive.Later(TimeSpan.FromDays(1));
        Assert.Equal([0, 2], archive.Firsts);
    }

    [Fact]
    public void An_archive_that_is_opened_the_day_after_begins_a_new_segment()
    {
        using var archive = new RunningArchive();
        archive.Append(2);
        archive.Kill();
        archive.Time.Advance(TimeSpan.FromDays(1));
        archive.Open();
        archive.Append(2);
        Assert.Equal([".ndjson", "2.ndjson"], archive.Segments);
        Assert.Equal([0, 1, 2, 3], archive.Read());
    }

    [Fact]
    public void A_clock_that_is_put_back_over_midnight_closes_and_removes_nothing()
    {
        using var archive = new RunningArchive(options => options with { Retain = TimeSpan.FromHours(1) });
        archive.Append(1);
        archive.Later(TimeSpan.FromHours(12.5));
        archive.Append(1);
        var segments = archive.Firsts;
        archive.Time.AdjustTime(archive.Time.GetUtcNow().AddHours(-1));
        archive.Later(TimeSpan.FromMinutes(2));
        archive.Append(1);
        archive.Later(TimeSpan.FromMinutes(40));
        archive.Append(1);
        Assert.Equal(segments, archive.Firsts);
        Assert.Equal(4, archive.Writer.Next);
    }

    [Fact]
    public async Task Closed_segments_that_are_too_old_go_and_the_active_one_never_does()
    {
        using var archive = new RunningArchive(options => options with { Retain = TimeSpan.FromDays(2), SegmentBytes = 120 });
        archive.Append(4);
        archive.Later(TimeSpan.FromDays(1));
        archive.Append(4);
        archive.Append(4);
        await archive.CompressAllAsync();
        archive.Later(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.Equal(0, archive.Writer.First);
        archive.Later(TimeSpan.FromMinutes(2));
        Assert.Equal(4, archive.Writer.First);
        Assert.Equal(Offsets(4, 8), archive.Read());
        await archive.CompressAllAsync();
        archive.Later(TimeSpan.FromDays(2));
        Assert.Equal((12, 12, 12), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        Assert.Equal(["12.ndjson"], archive.Segments);
        archive.Append(1);
        Assert.Equal((12, 13), (archive.Writer.First, archive.Writer.End));
        Assert.Contains(archive.Log, line => line.StartsWith("Information: Removed 00000000000000000000.ndjson", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_segment_that_is_compressed_behind_the_writers_back_stays_in_the_archive_for_its_time()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120, Retain = TimeSpan.FromHours(1) });
        archive.Append(4);
        archive.Append(4);
        var plain = archive.SegmentPath(0);
        DurableFile.Replace(plain + ".zst", file =>
        {
            using var compressed = new CompressionStream(file);
            compressed.Write(File.ReadAllBytes(plain));
        }, archive.Time.GetUtcNow().UtcDateTime);
        File.Delete(plain);
        await archive.CompressAllAsync();
        archive.Later(TimeSpan.FromMinutes(59));
        Assert.Equal(0, archive.Writer.First);
        Assert.Equal(Offsets(0, 8), archive.Read());
        Assert.DoesNotContain(archive.Log, line => line.StartsWith("Warning", StringComparison.Ordinal));
        archive.Later(TimeSpan.FromMinutes(2));
        Assert.Equal(4, archive.Writer.First);
        Assert.Equal(Offsets(4, 4), archive.Read());
    }

    [Fact]
    public void Without_an_age_nothing_goes()
    {
        using var archive = new RunningArchive(options => options with { Retain = null });
        archive.Append(1);
        archive.Later(TimeSpan.FromDays(10_000));
        archive.Later(TimeSpan.FromDays(10_000));
        Assert.Equal([0], archive.Read());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    public void However_often_the_disk_is_flushed_the_same_is_in_the_archive(int? seconds)
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 100, FsyncEvery = seconds is { } s ? TimeSpan.FromSeconds(s) : null });
        for (var i = 0; i < 10; i++)
        {
            archive.Append(3);
            archive.Later(TimeSpan.FromSeconds(0.4));
        }

        archive.Kill();
        archive.Open();
        Assert.Equal(Offsets(0, 30), archive.Read());
        Assert.Equal(30, archive.Writer.Next);
    }

    [Fact]
    public void An_option_out_of_its_range_is_named_with_its_value_and_what_is_allowed()
    {
        var options = new ArchiveOptions { Folder = "x" };
        Assert.Equal("SegmentBytes is 0; allowed is at least 1", Refused(options with { SegmentBytes = 0 }));
        Assert.Equal("FreeDiskFloor is -1; allowed is at least 0", Refused(options with { FreeDiskFloor = -1 }));
        Assert.StartsWith("Retain is 00:00:00;", Refused(options with { Retain = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.StartsWith("FsyncEvery is -00:00:01;", Refused(options with { FsyncEvery = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);
        Assert.StartsWith("Folder is empty;", Refused(options with { Folder = "" }), StringComparison.Ordinal);

        static string Refused(ArchiveOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message.Split(" (Param")[0];
    }

    private static IEnumerable<long> Offsets(long first, int count) => Enumerable.Range(0, count).Select(i => first + i);
}
