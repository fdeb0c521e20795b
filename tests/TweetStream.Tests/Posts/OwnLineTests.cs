using System.Text;
using CsCheck;
using TweetStream.Posts;
using TweetStream.Posts.Formats;
using TweetStream.Tests.Posts.Model;

namespace TweetStream.Tests.Posts;

/// <summary>Lines as the writer writes them, and what may become of them: the short way leads where the long one does.</summary>
public class OwnLineTests
{
    // In the writer's order.
    private static readonly string[] Members =
    [
        "\"offset\":7", "\"id\":\"at://did:plc:eygmaihciaxprqvxpfvl6flk/3mp\"", "\"source\":\"x\"", "\"created_at\":\"2026-08-01T10:30:00.250Z\"",
        "\"received_at\":\"2026-08-01T10:30:00.251Z\"", "\"lang\":\"de\"", "\"author\":\"a\\\"nn\"", "\"cursor\":\"17\"", "\"tags\":[\"A\",\"日本\",\"#\"]", "\"tagger\":3",
        "\"text\":\"#A, \\n日本 and more than is looked at in one step\"",
    ];

    private static readonly string[] Others =
    [
        "", "\"offset\":07", "\"offset\":-7", "\"offset\":\"7\"", "\"id\":null", "\"id\":\"\\u0041\"", "\"source\":\"\\x\"", "\"source\":\"\\\"", "\"created_at\":\"2026-08-01\"", "\"created_at\":1",
        "\"received_at\":1", "\"lang\":\"\t\"", "\"other\":\"1\"", "\"cursor\":17", "\"tags\":[\"\\n\"]", "\"tags\":[1]", "\"tags\":[\"a\",]", "\"tags\":null", "\"tagger\":1e0", "\"tagger\":",
        "\"tagger\":3 ", "\"text\":\"\\ud83d\\ude00\"", "\"text\":\"b\"}",
    ];

    private readonly ModelComparison _comparison = new();

    private static byte[] Line(IEnumerable<string> members) => Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");

    private bool IsTaken(params IEnumerable<string> members) => IsTaken(Line(members));

    private bool IsTaken(byte[] line)
    {
        _comparison.Check(line);
        return new OwnLine().TryRead(line, new PostBuffer(), new(ModelComparison.Tokeniser));
    }

    [Fact]
    public void Common_lines_of_the_writer_are_taken_as_they_stand() => WrittenPost.Common.Sample(written =>
    {
        // A text that has to be looked into is taken only where nothing in it is escaped.
        if (!written.Post().HasTagsOf(ModelComparison.Tokeniser))
            written = written with { Fields = [.. written.Fields[..^1], "日本 without an escape"] };
        Assert.True(IsTaken(written.Json()[..^1].ToArray()));
    }, iter: 20_000, threads: 1);

    [Fact]
    public void Whatever_the_writer_writes_is_read_as_by_the_model() =>
        WrittenPost.Any.Sample(written => _comparison.Check(written.Json()[..^1].ToArray()), iter: 20_000, threads: 1);

    [Fact]
    public void Any_member_but_the_text_may_be_missing()
    {
        for (var missing = 0; missing < 1 << (Members.Length - 1); missing++)
        {
            var members = Members.Where((_, i) => (missing >> i & 1) == 0).ToList();
            var hasTags = members.Contains(Members[^3]);
            if (!hasTags)
                members.Remove(Members[^2]);
            Assert.Equal(hasTags, IsTaken(members));
            Assert.True(IsTaken([.. members[..^1], "\"text\":\"plain\""]));
        }

        Assert.False(IsTaken(Members[..^1]));
        Assert.False(IsTaken(Members[^2..]));
    }

    [Fact]
    public void Another_order_and_repeated_members_are_left_to_others()
    {
        for (var from = 0; from < Members.Length; from++)
        {
            for (var to = 0; to < Members.Length; to++)
            {
                var moved = Members.Where((_, i) => i != from).ToList();
                moved.Insert(to, Members[from]);
                Assert.Equal(from == to, IsTaken(moved));
                Assert.False(IsTaken([.. Members[..to], Members[from], .. Members[to..]]));
            }
        }
    }

    [Fact]
    public void Any_other_member_in_the_place_of_one_is_left_to_others()
    {
        foreach (var other in Others)
        {
            for (var at = 0; at < Members.Length; at++)
            {
                Assert.False(IsTaken([.. Members[..at], other, .. Members[at..]]));
                Assert.False(IsTaken([.. Members[..at], other, .. Members[(at + 1)..]]));
            }
        }
    }

    [Theory]
    [InlineData("\"offset\":0", true)]
    [InlineData("\"offset\":999999999999999999", true)]
    [InlineData("\"offset\":1000000000000000000", false)]
    [InlineData("\"offset\":9223372036854775807", false)]
    [InlineData("\"offset\":9223372036854775808", false)]
    [InlineData("\"offset\":18446744073709551617", false)]
    public void Numbers_near_the_limit_are_left_to_others(string offset, bool isTaken) => Assert.Equal(isTaken, IsTaken([offset, .. Members[1..]]));

    [Theory]
    [InlineData(0, true)]
    [InlineData(999_999_999, true)]
    [InlineData(int.MaxValue, false)]
    public void The_text_of_other_versions_of_the_tokeniser_is_read(int tagger, bool isTaken) =>
        Assert.Equal(isTaken, IsTaken([.. Members[..^2], $"\"tagger\":{tagger}", "\"text\":\"日本 without an escape\""]));

    [Fact]
    public void A_string_may_have_any_length_and_end_at_any_byte()
    {
        foreach (var length in (int[])[.. Enumerable.Range(0, 200), .. Enumerable.Range(1_300, 70), 30_000])
        {
            var text = new string('a', length);
            foreach (var tagger in new[] { 3, 4 })
                Assert.True(IsTaken($"\"id\":\"{text}\"", $"\"tags\":[\"b{text}\"]", $"\"tagger\":{tagger}", $"\"text\":\"{text}\""));
            Assert.True(IsTaken($"\"id\":\"{text}\\n\"", "\"tags\":[]", $"\"text\":\"{text}\\\\\""));
            Assert.False(IsTaken($"\"id\":\"{text}\\\"", "\"tags\":[]", $"\"text\":\"{text}\""));
            Assert.False(IsTaken("\"tags\":[]", $"\"text\":\"{text}\\\""));
            Assert.False(IsTaken("\"tags\":[]", $"\"text\":\"{text}\0\""));
        }
    }

    [Fact]
    public void Every_byte_may_be_any_other_or_missing_and_the_line_may_break_off_anywhere()
    {
        foreach (var line in new[] { Line(Members), Line([.. Members[..^3], "\"text\":\"\""]), Line([.. Members[..^2], Members[^1]]), Line([.. Members[..^2], "\"tagger\":4", "\"text\":\"日本\""]) })
        {
            for (var i = 0; i < line.Length; i++)
            {
                _comparison.Check(line[..i]);
                _comparison.Check([.. line.AsSpan(0, i), .. line.AsSpan(i + 1)]);
                _comparison.Check([.. line.AsSpan(0, i), (byte)' ', .. line.AsSpan(i)]);
                for (var other = 0; other < 256; other++)
                    _comparison.Check([.. line.AsSpan(0, i), (byte)other, .. line.AsSpan(i + 1)]);
            }
        }
    }
}
