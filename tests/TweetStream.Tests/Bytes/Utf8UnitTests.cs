using System.Buffers;
using System.Text;
using TweetStream.Bytes;

namespace TweetStream.Tests.Bytes;

/// <summary>The quick way beside the runtime's.</summary>
public sealed class Utf8UnitTests
{
    // Of each byte those at which something begins or ends, and one beyond the character.
    private static readonly byte[] Edges = [0x00, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF4, 0xFF];

    [Fact]
    public void Every_character_of_two_or_three_bytes_is_read()
    {
        var bytes = new byte[4];
        for (var scalar = 0x80; scalar < 0x10000; scalar++)
        {
            if (!Rune.TryCreate(scalar, out var rune))
                continue;
            var written = rune.EncodeToUtf8(bytes);
            Assert.True(Utf8Unit.TryRead(bytes.AsSpan(0, written), out var unit, out var width));
            Assert.Equal((scalar, written), (unit, width));
        }
    }

    [Fact]
    public void Nothing_else_is()
    {
        foreach (var first in Enumerable.Range(0, 256).Select(value => (byte)value))
        {
            Check([first]);
            foreach (var second in Edges)
            {
                Check([first, second]);
                foreach (var third in Edges)
                {
                    Check([first, second, third]);
                    Check([first, second, third, 0x80]);
                }
            }
        }

        Check([]);
    }

    private static void Check(ReadOnlySpan<byte> bytes)
    {
        var isOne = Rune.DecodeFromUtf8(bytes, out var rune, out var width) == OperationStatus.Done && width is 2 or 3;
        Assert.Equal(isOne, Utf8Unit.TryRead(bytes, out var unit, out var read));
        if (isOne)
            Assert.Equal((rune.Value, width), (unit, read));
    }
}
