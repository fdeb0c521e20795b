using System.Globalization;
using System.Text;
using TweetStream.Archive;
using ZstdSharp;

namespace TweetStream.Tests.Archive;

public sealed class ArchiveRepairTests
{
    [Theory]
    [InlineData("{\"offset\":3,\"te")]
    [InlineData("{\"offset\":3,\"text\":\"x\"}")]
    [InlineData("{")]
    [InlineData("\0\0\0\0\0\0")]
    [InlineData("\0\0\n\0\0\n")]
    [InlineData("\n\n")]
    [InlineData("{\"offset\":3,\"te\0\0\0\"}\n")]
    [InlineData("{\"offset\":3,\"text\"\n")]
    [InlineData("{\"offset\":2,\"text\":\"again\"}\n")]
    [InlineData("{\"offset\":-3}\n{\"offset\":\n")]
    public void A_torn_end_is_cut_off_kept_aside_and_told(string torn)
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Kill(torn);
        archive.Open();
        Assert.Equal(3, archive.Writer.Next);
        Assert.Equal(torn, File.ReadAllText(archive.Path("torn-3.bin")));
        Assert.Contains($"Warning: Cut {torn.Length} bytes of a torn line off 00000000000000000000.ndjson; kept in {archive.Path("torn-3.bin")}", archive.Log);
        archive.Append(2);
        Assert.Equal([".ndjson"], archive.Segments);
        Assert.Equal([0, 1, 2, 3, 4], archive.Read());
    }

    [Fact]
    public void A_second_torn_end_at_the_same_offset_is_kept_beside_the_first()
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        foreach (var torn in new[] { "one", "two" })
        {
            archive.Kill(torn);
            archive.Open();
        }

        Assert.Equal("one", File.ReadAllText(archive.Path("torn-3.bin")));
        Assert.Equal("two", File.ReadAllText(archive.Path("torn-3-2.bin")));
    }

    [Theory]
    [InlineData("\0\0\0\0", 3)]
    [InlineData("garbage\n", 3)]
    [InlineData("", 4)]
    public void Damage_with_whole_lines_behind_it_is_refused_and_left_as_it_is(string damage, int next)
    {
        using var archive = new RunningArchive();
        archive.Append(3);
        archive.Kill(damage + RunningArchive.Line(next) + "torn");
        var before = File.ReadAllBytes(archive.SegmentPath(0));
        var refusal = Assert.Throws<ArchiveException>(archive.Open);
        Assert.StartsWith($"the archive is damaged at offset 3 in {archive.SegmentPath(0)}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(archive.SegmentPath(0)));
    }

    [Fact]
    public void Lines_and_torn_ends_larger_than_any_block_are_told_apart()
    {
        using var archive = new RunningArchive();
        archive.Append(2, textLength: 3_000_000);
        archive.Append(5000, textLength: 300);
        archive.Kill(new string('\0', 5_000_000));
        archive.Open();
        Assert.Equal(5002, archive.Writer.Next);
        Assert.Equal(5_000_000, new FileInfo(archive.Path("torn-5002.bin")).Length);
    }

    [Fact]
    public void An_empty_last_segment_says_where_to_go_on()
    {
        using var archive = new RunningArchive();
        archive.Append(2);
        archive.Later(TimeSpan.FromDays(1));
        archive.Kill();
        archive.Open();
        Assert.Equal([0, 2], archive.Firsts);
        Assert.Equal((0, 2, 2), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        archive.Append(1);
        Assert.Equal([0, 1, 2], archive.Read());
    }

    [Fact]
    public async Task What_a_crash_leaves_of_a_compression_is_tidied_up()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 90 });
        archive.Append(3);
        archive.Append(3);
        archive.Append(3);
        archive.Kill();
        var plain = File.ReadAllBytes(archive.SegmentPath(0));
        using (var file = File.Create(archive.SegmentPath(0) + ".zst"))
        using (var compressed = new CompressionStream(file))
            compressed.Write(plain);
        File.SetLastWriteTimeUtc(archive.Path("00000000000000000000.ndjson.zst"), archive.Time.GetUtcNow().UtcDateTime);
        File.WriteAllText(archive.Path(".0123456789abcdef0123456789abcdef.tmp"), "half of a comp");
        archive.Open();
        Assert.Empty(Directory.GetFiles(archive.Options.Folder, "*.tmp"));
        Assert.False(File.Exists(archive.Path("00000000000000000000.ndjson")));
        await archive.CompressAllAsync();
        Assert.Equal([".ndjson.zst", "3.ndjson.zst", "6.ndjson"], archive.Segments);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], archive.Read());
    }

    [Fact]
    public void A_last_segment_that_somebody_compressed_is_gone_on_from()
    {
        using var archive = new RunningArchive();
        archive.Append(5);
        archive.Writer.Dispose();
        var plain = archive.SegmentPath(0);
        using (var file = File.Create(plain + ".zst"))
        using (var compressed = new CompressionStream(file))
            compressed.Write(File.ReadAllBytes(plain));
        File.Delete(plain);
        archive.Open();
        Assert.Equal((0, 5, 5), (archive.Writer.First, archive.Writer.End, archive.Writer.Next));
        archive.Append(1);
        Assert.Equal([0, 1, 2, 3, 4, 5], archive.Read());
    }

    [Theory]
    [InlineData("")]
    [InlineData("12\n")]
    [InlineData("0000000000000000000x\n")]
    public void A_damaged_reservation_is_refused_rather_than_guessed(string content)
    {
        using var archive = new RunningArchive();
        archive.Writer.Dispose();
        File.WriteAllText(archive.Path("reserved"), content);
        Assert.StartsWith(archive.Path("reserved") + " is damaged", Assert.Throws<ArchiveException>(archive.Open).Message, StringComparison.Ordinal);
        File.WriteAllText(archive.Path("reserved"), 7.ToString("D20", CultureInfo.InvariantCulture) + "\n", Encoding.ASCII);
        archive.Open();
        Assert.Equal(7, archive.Writer.Next);
    }
}
