using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

/// <summary>The fast path beside the careful one: whatever it takes, it finds the same tags in, and it leaves nothing that is plain.</summary>
public sealed class LineScannerTests
{
    private static readonly string[] Texts =
        ["#", "＃", "#tag", "#Tag1 ", " #x", "#1 ", "#_", "://", "http://a.co/#b ", "/", "\n", "\n", "\r\n", " ", "\t", "&", "\uFE0F", "\u20E3", "日本", "é", "#日本 ", " #日本", "、", "{", "\uFEFF", "！", "a", "word "];

    private static readonly byte[][] Broken = [[0xFF], [0xC3], [0xE3, 0x81], [0x80], [0]];

    private static readonly Gen<byte[]> Pieces = Gen.Frequency(
        (28, Gen.Int[0, Texts.Length - 1].Select(text => Encoding.UTF8.GetBytes(Texts[text]))),
        (1, Gen.Int[0, Broken.Length - 1].Select(bytes => Broken[bytes])),
        (1, Gen.Int[1, 70].Select(length => Encoding.UTF8.GetBytes(new string('y', length)))),
        (1, Gen.Int[20, 40].Select(length => Encoding.UTF8.GetBytes(" #" + new string('z', length) + " "))));

    private static readonly Gen<byte[]> Lines = Pieces.Array[0, 120].Select(pieces => pieces.SelectMany(piece => piece).Append((byte)'\n').ToArray());

    [Fact]
    public void It_finds_in_every_line_what_the_careful_path_finds() => Lines.Sample(lines => Check(lines), iter: 20_000);

    [Fact]
    public void It_does_so_wherever_a_step_ends() =>
        Gen.Select(Lines, Gen.Int[0, 200]).Sample((lines, before) => Check([.. Encoding.UTF8.GetBytes(new string('x', before)), (byte)'\n', .. lines]), iter: 5_000);

    [Fact]
    public void Every_conformance_case_holds() =>
        Check([.. HashtagConformanceTests.Hashtags.Concat(HashtagConformanceTests.AstralHashtags)
            .Select(row => (string)row[1]).Where(text => !text.Contains('\n', StringComparison.Ordinal)).SelectMany(text => Encoding.UTF8.GetBytes(text + "\n"))]);

    [Fact]
    public void It_takes_plain_lines_itself_as_far_as_there_are_whole_steps()
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50).Select(i => $"post {i} with #tag{i}, (#other) and #日本語 in it\n")));
        byte[] last = [.. Encoding.UTF8.GetBytes(new string('x', 64)), (byte)'\n'];
        Assert.NotEqual(0, (lines.Length + last.Length) % 64);
        var batch = new TagBatch();
        Assert.Equal(lines.Length, new LineScanner().Scan([.. lines, .. last], batch));
        Assert.Equal((50, 150), (batch.Posts, batch.Count));
    }

    [Theory]
    [InlineData(" #a")]
    [InlineData("{\"text\":\"#a\"}")]
    [InlineData("\uFEFF#a")]
    [InlineData("")]
    [InlineData("#a #b #c #d #e #f #g #h #i #j #k #l #m #n #o #p #q")]
    public void It_leaves_the_others(string line)
    {
        var batch = new TagBatch();
        var scanner = new LineScanner();
        var last = new string('x', 64);
        Assert.Equal(0, scanner.Scan(Encoding.UTF8.GetBytes(line + "\n#x\n" + last + "\n"), batch));
        Assert.Equal((0, 0), (batch.Posts, batch.Count));
        Assert.Equal(3, scanner.Scan(Encoding.UTF8.GetBytes("#x\n" + line + "\n" + last + "\n"), batch));
        Assert.Equal((1, 1), (batch.Posts, batch.Count));
    }

    [Fact]
    public void It_leaves_a_line_with_a_byte_that_is_no_UTF8_whatever_stands_before_it()
    {
        var batch = new TagBatch();
        byte[] line = [.. "#a "u8, .. new byte[100].Select(_ => (byte)'x'), 0xFF, (byte)'\n'];
        Assert.Equal(0, new LineScanner().Scan(line, batch));
        Assert.Equal((0, 0), (batch.Posts, batch.Count));
    }

    // Once while no tag is known and once more when all are.
    private static void Check(ReadOnlySpan<byte> lines)
    {
        var table = new TagTable(keepCase: false);
        Check(lines, table);
        var known = table.Count;
        Check(lines, table);
        Assert.Equal(known, table.Count);
    }

    private static void Check(ReadOnlySpan<byte> lines, TagTable table)
    {
        var scanner = new LineScanner();
        var batch = new TagBatch();
        while (!lines.IsEmpty)
        {
            batch.Clear();
            var taken = scanner.Scan(lines, batch);
            var numbers = table.Intern(batch).ToArray();
            var expected = Expected(lines[..taken]);
            Assert.Equal(expected, Taken(batch));
            Assert.Equal(expected.SelectMany(tags => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => table.Intern(Encoding.UTF8.GetBytes(tag))).DistinctBy(table.KeyOf)), numbers);
            // What is left to the caller is one line; another follows.
            lines = lines[taken..];
            if (taken == 0)
                lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
        }
    }

    private static List<string> Expected(ReadOnlySpan<byte> lines)
    {
        var expected = new List<string>();
        var found = new List<Range>();
        while (!lines.IsEmpty)
        {
            var line = lines[..lines.IndexOf((byte)'\n')];
            lines = lines[(line.Length + 1)..];
            found.Clear();
            HashtagScanner.Scan(line, found);
            var tags = new List<string>();
            foreach (var tag in found)
                tags.Add(Encoding.UTF8.GetString(line[tag]));
            expected.Add(string.Join(' ', tags));
        }

        return expected;
    }

    private static List<string> Taken(TagBatch batch)
    {
        var tags = Enumerable.Range(0, batch.Posts).Select(_ => new List<string>()).ToList();
        foreach (var tag in Enumerable.Range(0, batch.Count).Where(batch.Confirm))
            tags[batch.Tags[tag].Post].Add(Encoding.UTF8.GetString(batch[tag]));
        return tags.ConvertAll(ofPost => string.Join(' ', ofPost));
    }
}
