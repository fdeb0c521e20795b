using System.Text;
using CsCheck;
using TweetStream.Wire;

namespace TweetStream.Tests.Wire;

public sealed class LineBufferTests
{
    [Fact]
    public void Lines_end_at_a_line_feed_and_a_carriage_return_before_it_belongs_to_the_end() =>
        Assert.Equal(["a", "b", "", "c\rd", "e"], Lines("a\nb\r\n\nc\rd\ne"));

    [Fact]
    public void A_byte_order_mark_counts_only_at_the_start() =>
        Assert.Equal(["a", "\uFEFFb"], Lines("\uFEFFa\n\uFEFFb\n"));

    [Fact]
    public void After_a_first_line_shorter_than_a_byte_order_mark_there_is_none_to_skip() =>
        Assert.Equal(["a", "\uFEFFb"], Lines("a\n\uFEFFb\n"));

    [Fact]
    public void A_lone_line_shorter_than_a_byte_order_mark_is_read() => Assert.Equal(["a"], Lines("a\n"));

    [Fact]
    public void NUL_bytes_are_data() => Assert.Equal(["a\0b"], Lines("a\0b\n"));

    [Fact]
    public void A_line_above_the_limit_is_left_out_and_counted_once()
    {
        var buffer = new LineBuffer(5);
        Assert.Equal(["12345", "ok"], Read(buffer, "12345\n123456\nok\n", 3));
        Assert.Equal(1, buffer.Oversized);
    }

    [Fact]
    public void An_endless_line_takes_no_memory_and_the_next_line_is_whole()
    {
        var buffer = new LineBuffer(1000);
        var block = new byte[32 * 1024];
        block.AsSpan().Fill((byte)'a');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            block.CopyTo(buffer.Free);
            buffer.Commit(block.Length);
            Assert.False(buffer.TryRead(out _));
        }

        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken < block.Length, $"{taken} bytes for a line of {1000 * block.Length}");
        Assert.Equal(["next"], Read(buffer, "\nnext\n", 6));
        Assert.Equal(1, buffer.Oversized);
    }

    [Fact]
    public void A_torn_line_is_forgotten_by_a_reset()
    {
        var buffer = new LineBuffer(100);
        Assert.Equal(["a"], Read(buffer, "a\ntorn", 6, last: false));
        Assert.True(buffer.HasPartialLine);
        buffer.Reset();
        Assert.Equal(["b"], Read(buffer, "b\n", 2));
    }

    [Fact]
    public void Lines_can_be_looked_at_before_they_are_read_and_skipped()
    {
        var buffer = new LineBuffer(100);
        "one\ntwo\nthr"u8.CopyTo(buffer.Free.Span);
        buffer.Commit(11);
        var at = 0;
        Assert.True(buffer.TryPeek(ref at, out var line) && line.SequenceEqual("one"u8));
        var second = at;
        Assert.True(buffer.TryPeek(ref at, out line) && line.SequenceEqual("two"u8));
        Assert.False(buffer.TryPeek(ref at, out _));
        Assert.True(buffer.PeekRest(at).SequenceEqual("thr"u8));
        buffer.Skip(second);
        Assert.Equal(["two", "three"], Read(buffer, "ee\n", 1));
    }

    [Fact]
    public void The_beginning_of_a_line_that_is_left_out_is_handed_out_once()
    {
        var beginnings = new List<string>();
        var buffer = new LineBuffer(5000) { LeftOut = beginning => beginnings.Add(Encoding.UTF8.GetString(beginning)) };
        Assert.Equal(["ok"], Read(buffer, new string('a', 5001) + "\nok\n" + new string('b', 20_000) + "\n", 700));
        Assert.Equal([new string('a', 4096), new string('b', 4096)], beginnings);
    }

    [Fact]
    public void However_the_bytes_are_cut_the_lines_are_the_same() =>
        Gen.Select(Gen.OneOf("a", "\n", "\r", "é", "\u2028", "\uFEFF", "longer text", "\r\n").Array[0, 40], Gen.Int[1, 20], Gen.Int[1, 30]).Sample((parts, cut, limit) =>
        {
            var text = string.Concat(parts);
            var whole = new LineBuffer(limit);
            var pieces = new LineBuffer(limit);
            Assert.Equal(Read(whole, text, int.MaxValue), Read(pieces, text, cut));
            Assert.Equal(whole.Oversized, pieces.Oversized);
            Assert.Equal(Naive(text, limit), Read(new LineBuffer(limit), text, cut));
        });

    private static IEnumerable<string> Naive(string text, int limit)
    {
        var lines = (text.StartsWith('\uFEFF') ? text[1..] : text).Split('\n').ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines.Select(line => line.EndsWith('\r') ? line[..^1] : line).Where(line => Encoding.UTF8.GetByteCount(line) <= limit);
    }

    private static List<string> Lines(string text) => Read(new LineBuffer(1000), text, 1);

    private static List<string> Read(LineBuffer buffer, string text, int cut, bool last = true)
    {
        var lines = new List<string>();
        var bytes = Encoding.UTF8.GetBytes(text).AsMemory();
        while (bytes.Length > 0)
        {
            var piece = bytes[..Math.Min(cut, bytes.Length)];
            piece.CopyTo(buffer.Free);
            buffer.Commit(piece.Length);
            bytes = bytes[piece.Length..];
            while (buffer.TryRead(out var line))
                lines.Add(Encoding.UTF8.GetString(line));
        }

        if (last && buffer.TryReadLast(out var rest))
            lines.Add(Encoding.UTF8.GetString(rest));
        return lines;
    }
}
