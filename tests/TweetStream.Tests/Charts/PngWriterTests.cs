using CsCheck;
using SkiaSharp;
using TweetStream.Charts;

namespace TweetStream.Tests.Charts;

public sealed class PngWriterTests
{
    /// <summary>Some of the lines are those above once more; few colours, so that this happens by chance too.</summary>
    private static readonly Gen<(int Width, byte[] Pixels)> Pixels =
        from width in Gen.Int[1, 40]
        from lines in Gen.Select(Line(width), Gen.Int[1, 3]).Array[1, 12]
        select (width, lines.SelectMany(line => Enumerable.Repeat(line.Item1, line.Item2)).SelectMany(line => line).ToArray());

    [Fact]
    public void A_decoder_reads_the_very_pixels_from_picture_to_picture()
    {
        using var writer = new PngWriter();

        Pixels.Sample(
            drawn =>
            {
                using var seen = new Picture(writer.Write(drawn.Pixels, drawn.Width));
                var expected = drawn.Pixels.Chunk(4).Select(pixel => new SKColor(pixel[0], pixel[1], pixel[2]));
                Assert.Equal((drawn.Width, drawn.Pixels.Length / 4 / drawn.Width), (seen.Width, seen.Height));
                Assert.Equal(expected, seen.Cut(seen.Whole));
            },
            threads: 1);
    }

    private static Gen<byte[]> Line(int width) =>
        Gen.OneOf(Gen.Byte[0, 3], Gen.Byte).Array[width * 4];
}
