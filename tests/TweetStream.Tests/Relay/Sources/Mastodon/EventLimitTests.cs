using System.Net.ServerSentEvents;
using System.Text;
using CsCheck;
using TweetStream.Relay.Sources.Mastodon;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

public sealed class EventLimitTests
{
    private const int Limit = 40;

    [Fact]
    public async Task What_is_short_passes_as_it_is()
    {
        const string Events = ":)\nevent: update\ndata: 1\n\n:thump\n:thump\nevent: delete\r\ndata: 2\r\n\r\n";

        Assert.Equal(Events, await ThroughAsync(Events, 7));
    }

    [Theory]
    [InlineData("data: 1\n\ndata: {0}\n\ndata: 2\n\n", "1 {1} 2")]
    [InlineData("data: 1\n\ndata: {0}\r\n\r\ndata: 2\n\n", "1 {1} 2")]
    [InlineData("data: 1\n\n:{0}\ndata: 2\n\n", "1 2")]
    [InlineData("data: 1\n\nid: {0}\ndata: 2\n\n", "1")]
    [InlineData("data: 1\n\ndata: {0}\n:x\ndata: 3\n\ndata: 2\n\n", "1 {1} 2")]
    [InlineData("data: 1\n\nevent: {0}", "1")]
    public async Task What_is_too_long_is_cut_and_the_next_event_comes_whole(string events, string expected)
    {
        var text = string.Format(null, events, new string('x', 1000));
        foreach (var block in (int[])[1, 3, 4096])
            Assert.Equal(expected.Replace("{1}", new('x', Limit - "data: ".Length), StringComparison.Ordinal), string.Join(' ', await ParseAsync(text, block)));
    }

    [Fact]
    public async Task An_event_of_many_lines_is_cut_too()
    {
        var passed = await ThroughAsync(string.Concat(Enumerable.Repeat("data: 1\n", 1000)) + "\ndata: 2\n\n", 16);

        Assert.EndsWith("\n\ndata: 2\n\n", passed, StringComparison.Ordinal);
        Assert.InRange(passed.Length, Limit, Limit * 2);
    }

    [Fact]
    public async Task Comments_belong_to_no_event_however_many_come()
    {
        var text = string.Concat(Enumerable.Repeat(":thump\n", 1000)) + "event: update\n:thump\ndata: 12345\n\n";

        Assert.Equal(text, await ThroughAsync(text, 100));
    }

    /// <summary>Whatever comes, in whatever blocks: what is within the limit comes out as without one, and memory stays flat.</summary>
    [Fact]
    public void Only_events_that_are_too_long_are_changed() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 25], Gen.Int[50, 200]).Array[0, 20], Gen.Bool.Array[20], Gen.Int[1, 30]).Sample((lengths, comments, block) =>
        {
            var text = new StringBuilder();
            for (var i = 0; i < lengths.Length; i++)
                text.Append(comments[i] ? ":thump\n" : "").Append("data: ").Append((char)('a' + i), lengths[i]).Append("\n\n");
            var parsed = ParseAsync(text.ToString(), block).GetAwaiter().GetResult();
            Assert.Equal(lengths.Select((length, i) => new string((char)('a' + i), Math.Min(length, Limit - "data: ".Length))), parsed);
        });

    [Fact]
    public async Task Every_block_is_a_sign_of_life()
    {
        var blocks = 0;
        await using var limited = new EventLimit(new Blocks(":thump\n:thump\n", 7), Limit, () => blocks++);
        await limited.CopyToAsync(Stream.Null);

        Assert.Equal(2, blocks);
    }

    private static async Task<List<string>> ParseAsync(string text, int block)
    {
        await using var limited = new EventLimit(new Blocks(text, block), Limit, () => { });
        var parsed = new List<string>();
        await foreach (var item in SseParser.Create(limited).EnumerateAsync())
            parsed.Add(item.Data);
        return parsed;
    }

    private static async Task<string> ThroughAsync(string text, int block)
    {
        await using var limited = new EventLimit(new Blocks(text, block), Limit, () => { });
        using var passed = new MemoryStream();
        await limited.CopyToAsync(passed);
        return Encoding.UTF8.GetString(passed.ToArray());
    }

    private sealed class Blocks(string text, int block) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, block)], cancellationToken);
    }
}
