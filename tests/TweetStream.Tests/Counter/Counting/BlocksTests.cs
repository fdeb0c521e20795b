using System.Text;
using CsCheck;
using TweetStream.Counter;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter.Counting;

/// <summary>Many lines in one block go another way than a byte at a time. Nobody may see a difference.</summary>
public sealed class BlocksTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Int[0, 40].Select(tag => $"a post of some length with #tag{tag} and #Tag{tag % 7}, and a word or two"),
        Gen.Int[0, 9].Select(tag => $"#日本{tag} (#in{tag}) http://a.co/#no #TAG{tag} #tag{tag}"),
        Gen.Int[0, 60].Select(tags => string.Join(' ', Enumerable.Range(0, tags).Select(tag => $"#many{tag % 25}"))),
        Gen.Int[20, 30].Select(length => "#" + new string('x', length)),
        Gen.Const(""), Gen.Const("   "), Gen.Const("{not json"), Gen.Const("{\"text\":1}"), Gen.Const("\uFEFF#mark"), Gen.Const("crlf #end\r"));

    private static readonly Gen<string> Json = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 59], Gen.Bool, (tag, second, hasTags) =>
        $$"""{"created_at":"2026-01-01T00:00:{{second:00}}.000Z",{{(hasTags ? $"\"tags\":[\"tag{tag}\",\"TAG{tag}\",\"b\"],\"tagger\":1," : "")}}"text":"#tag{{tag}} #b"}""");

    private static readonly Gen<byte[]> Lines = Gen.Frequency(
            (8, Texts.Select(text => Encoding.UTF8.GetBytes(text + "\n"))), (4, Json.Select(text => Encoding.UTF8.GetBytes(text + "\n"))), (1, Gen.Const<byte[]>([(byte)'#', (byte)'b', (byte)' ', 0xFF, (byte)'\n'])))
        .Array[0, 40].Select(lines => lines.SelectMany(line => line).ToArray());

    [Fact]
    public void However_the_bytes_come_all_is_counted_the_same() =>
        Gen.Select(Gen.Select(Lines, Gen.Long[0, 9]).Array[1, 5], Gen.OneOf(Gen.Const(TimeChoice.Arrival), Gen.Const(TimeChoice.Event), Gen.Const(TimeChoice.Auto)), Gen.OneOf(Gen.Const(1_000_000), Gen.Int[20, 400]), Gen.Bool)
            .Sample((blocks, time, most, delay) =>
            {
                var options = Counted.Options() with { Windows = new WindowSpec(20_000, 5_000, watermarkDelay: delay ? 7_000 : 0), Time = time, MaxTags = most, Top = 0 };
                Assert.Equal(Told(options, blocks, pieces: 1), Told(options, blocks, pieces: int.MaxValue));
            }, iter: 1_500);

    private static string Told(CountOptions options, (byte[] Lines, long Step)[] blocks, int pieces)
    {
        const long begin = 1_767_225_600_000; // 2026-01-01
        var counted = new Counted(options);
        var now = begin;
        foreach (var (lines, step) in blocks)
        {
            for (var at = 0; at < lines.Length;)
            {
                var length = Math.Min(pieces, lines.Length - at);
                counted.Bytes(lines.AsSpan(at, length), now);
                at += length;
            }

            now += step * 1_000;
            counted.Tick(now - (now % 5_000));
        }

        counted.End();
        var windows = counted.Snapshots.Select(snapshot => $"{snapshot.Start:O} {snapshot.Posts} {snapshot.Tags} {snapshot.Provisional} {string.Join(' ', snapshot.Top)} {snapshot.Stream}");
        return string.Join('\n', windows.Append($"{counted.Counter.Posts} {counted.Counter.KnownSpellings} {counted.Counter.Stream}"));
    }
}
