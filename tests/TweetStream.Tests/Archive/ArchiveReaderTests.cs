using System.Text;
using TweetStream.Archive;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Archive;

public sealed class ArchiveReaderTests
{
    [Fact]
    public void A_reader_never_gets_what_lies_at_or_behind_the_end_it_names()
    {
        using var archive = new RunningArchive();
        archive.Append(10);
        using var reader = new ArchiveReader(archive.Options.Folder, 2);
        var lines = reader.Read(5, out var first, out var count);
        Assert.Equal((2, 3), (first, count));
        Assert.Equal(RunningArchive.Lines(2, 3), lines.ToArray());
        Assert.True(reader.Read(5, out first, out count).IsEmpty);
        Assert.Equal((5, 0, 5), (first, count, reader.Position));
    }

    [Fact]
    public void A_reader_follows_a_growing_segment()
    {
        using var archive = new RunningArchive();
        using var reader = new ArchiveReader(archive.Options.Folder, 0);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(reader.Read(long.MaxValue, out _, out _).IsEmpty);
            archive.Append(3);
            Assert.Equal(RunningArchive.Lines(i * 3, 3), reader.Read(long.MaxValue, out _, out _).ToArray());
        }
    }

    [Fact]
    public void A_reader_ahead_of_the_end_waits_for_its_offset()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120 });
        archive.Append(2);
        using var reader = new ArchiveReader(archive.Options.Folder, 9);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.Read(long.MaxValue, out var nothing, out _).IsEmpty);
            Assert.Equal(9, nothing);
            archive.Append(3);
        }

        Assert.Equal(RunningArchive.Lines(9, 2), reader.Read(long.MaxValue, out var first, out _).ToArray());
        Assert.Equal(9, first);
    }

    [Fact]
    public void Blocks_are_small_unless_a_line_is_large()
    {
        using var archive = new RunningArchive();
        archive.Append(2000, textLength: 100);
        archive.Append(1, textLength: 1_000_000);
        archive.Append(2000, textLength: 100);
        using var reader = new ArchiveReader(archive.Options.Folder, 0);
        var sizes = new List<int>();
        for (ReadOnlyMemory<byte> block; !(block = reader.Read(archive.Writer.End, out _, out _)).IsEmpty;)
            sizes.Add(block.Length);
        Assert.Equal(4001, reader.Position);
        Assert.Single(sizes, size => size > 64 * 1024);
        Assert.True(sizes.Count < 20, $"{sizes.Count} blocks");
    }

    [Fact]
    public void Half_a_line_is_not_handed_out_and_may_be_replaced_by_another()
    {
        using var archive = new RunningArchive();
        archive.Append(1);
        archive.Kill(torn: """{"offset":1,"text":"half of""");
        using var reader = new ArchiveReader(archive.Options.Folder, 0);
        reader.Read(long.MaxValue, out _, out var count);
        Assert.Equal(1, count);
        Assert.True(reader.Read(long.MaxValue, out _, out _).IsEmpty);
        archive.Open();
        archive.Append(1);
        Assert.Equal(RunningArchive.Line(1), Encoding.UTF8.GetString(reader.Read(long.MaxValue, out _, out _).Span));
    }

    [Fact]
    public async Task A_reader_in_the_middle_of_a_segment_is_not_disturbed_by_its_compression()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 100_000 });
        archive.Append(1000, textLength: 150);
        archive.Append(1000, textLength: 150);
        using var reader = new ArchiveReader(archive.Options.Folder, 0);
        reader.Read(archive.Writer.End, out _, out _);
        var position = reader.Position;
        await archive.CompressAllAsync();
        Assert.Equal(".ndjson.zst", archive.Segments[0]);
        while (!reader.Read(archive.Writer.End, out var first, out var count).IsEmpty)
        {
            Assert.Equal(position, first);
            position += count;
        }

        Assert.Equal(2000, position);
    }

    [Fact]
    public void A_reader_goes_on_at_the_first_offset_that_is_left()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120 });
        for (var i = 0; i < 3; i++)
            archive.Append(4);
        using var behind = new ArchiveReader(archive.Options.Folder, 0);
        behind.Read(2, out _, out _);
        File.Delete(archive.SegmentPath(1));
        using var reader = new ArchiveReader(archive.Options.Folder, 5);
        reader.Read(archive.Writer.End, out var first, out var count);
        Assert.Equal((8, 4), (first, count));
        behind.Read(archive.Writer.End, out first, out count);
        Assert.Equal((2, 2), (first, count));
        behind.Read(archive.Writer.End, out first, out count);
        Assert.Equal((8, 4), (first, count));
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_every_line_once_and_in_order()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 30_000 });
        const int posts = 60_000;
        var readers = Enumerable.Range(0, 2).Select(number => Task.Run(() =>
        {
            using var reader = new ArchiveReader(archive.Options.Folder, number * 7);
            while (reader.Position < posts)
            {
                var position = reader.Position;
                // One keeps to what the writer says, the other one reads like another process.
                var lines = reader.Read(number == 0 ? archive.Writer.End : long.MaxValue, out var first, out var count);
                Assert.Equal(position, first);
                if (count > 0)
                    Assert.Equal(RunningArchive.Lines(first, count), lines.ToArray());
            }
        })).ToArray();
        for (var i = 0; i < posts / 100; i++)
        {
            archive.Append(100);
            archive.Writer.Maintain();
        }

        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromMinutes(2));
        await archive.CompressAllAsync();
        Assert.All(archive.Segments.SkipLast(1), name => Assert.EndsWith(".zst", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damage_is_told_by_its_offset_and_file()
    {
        using var archive = new RunningArchive(options => options with { SegmentBytes = 120 });
        archive.Append(4);
        archive.Append(4);
        await archive.CompressAllAsync();
        var path = archive.SegmentPath(0);
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);
        var damage = Assert.Throws<ArchiveException>(() => archive.Read());
        Assert.Contains(path, damage.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(archive.SegmentPath(1), "{\"offset\":7,\"text\":\"\"}\n");
        Assert.Equal($"the archive is damaged at offset 4 in {archive.SegmentPath(1)}", Assert.Throws<ArchiveException>(() => archive.Read(4)).Message);
    }

    [Fact]
    public void Where_there_is_no_archive_a_reader_says_so()
    {
        using var folder = new TemporaryFolder();
        using var reader = new ArchiveReader(folder.Path("nowhere"), 0);
        var missing = $"there is no archive in {folder.Path("nowhere")}";
        Assert.Equal(missing, Assert.Throws<ArchiveException>(() => reader.Read(1, out _, out _)).Message);
        Assert.Equal(missing, Assert.Throws<ArchiveException>(() => ArchiveFolder.ReadId(folder.Path("nowhere"))).Message);
        Assert.Null(ArchiveFolder.First(folder.Path(".")));
    }
}
