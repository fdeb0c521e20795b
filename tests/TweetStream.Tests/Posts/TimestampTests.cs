using System.Globalization;
using System.Text;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

public class TimestampTests
{
    private static long? Parse(string text) => Timestamp.Parse(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T00:00:00z")]
    [InlineData("2026-01-01t00:00:00Z")]
    [InlineData("2026-01-01 00:00:00Z")]
    [InlineData("2026-01-01T00:00:00")]
    [InlineData("2026-01-01T00:00")]
    [InlineData("2026-01-01T00:00Z")]
    [InlineData("2026-01-01")]
    [InlineData("2026-01-01T00:00:00.0Z")]
    [InlineData("2026-01-01T00:00:00,000Z")]
    [InlineData("2026-01-01T00:00:00.0009999Z")]
    [InlineData("2026-01-01T00:00:00.000000000000000000001Z")]
    [InlineData("2026-01-01T02:00:00+02:00")]
    [InlineData("2026-01-01T02:00:00+0200")]
    [InlineData("2026-01-01T02:00:00+02")]
    [InlineData("2026-01-01 02:00:00 +02:00")]
    [InlineData("2025-12-31T18:30:00-05:30")]
    [InlineData("2025-12-31T24:00:00Z")]
    [InlineData("2025-12-31T23:59:60Z")]
    [InlineData(" 2026-01-01T00:00:00Z ")]
    [InlineData("Thu Jan 01 00:00:00 +0000 2026")]
    [InlineData("Thu Jan 01 02:00:00 +0200 2026")]
    [InlineData("1767225600000")]
    [InlineData("1767225600000.9")]
    [InlineData("1.7672256e12")]
    public void The_start_of_2026_can_be_written_in_many_ways(string text) => Assert.Equal(1_767_225_600_000, Parse(text));

    [Theory]
    [InlineData("2026-01-01T00:00:00.25Z", 1_767_225_600_250)]
    [InlineData("2026-01-01T00:00:00.123456Z", 1_767_225_600_123)]
    [InlineData("Sun Aug 31 00:29:15 +0000 2014", 1_409_444_955_000)]
    [InlineData("Mon Feb 29 00:00:00 +0000 2016", 1_456_704_000_000)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-1", -1)]
    [InlineData("-1.5", -2)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("1969-12-31T23:59:59.9999Z", -1)]
    [InlineData("0001-01-01T00:00:00Z", -62_135_596_800_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    [InlineData("253402300799999", 253_402_300_799_999)]
    [InlineData("-62135596800000", -62_135_596_800_000)]
    public void Other_times_are_read(string text, long expected) => Assert.Equal(expected, Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("99999-01-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("9999-12-31T24:00:00Z")]
    [InlineData("253402300800000")]
    [InlineData("-62135596800001")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775808")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-02-29")]
    [InlineData("2026-01-00")]
    [InlineData("2026-1-1")]
    [InlineData("2026-01-01T")]
    [InlineData("2026-01-01Z")]
    [InlineData("2026-01-01T0")]
    [InlineData("2026-01-01T00")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-01-01T00:00:61Z")]
    [InlineData("2026-01-01T24:00:01Z")]
    [InlineData("2026-01-01T25:00:00Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00.")]
    [InlineData("2026-01-01T00:00:00+")]
    [InlineData("2026-01-01T00:00:00+0")]
    [InlineData("2026-01-01T00:00:00+00:")]
    [InlineData("2026-01-01T00:00:00+000")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+00:60")]
    [InlineData("2026-01-01T00:00:00Zx")]
    [InlineData("Sun Aug")]
    [InlineData("Sun Aux 31 00:29:15 +0000 2014")]
    [InlineData("Sun ugS 31 00:29:15 +0000 2014")]
    [InlineData("Sun Aug 32 00:29:15 +0000 2014")]
    [InlineData("Sun Aug 31 00:29:15 2014")]
    [InlineData("Sun Aug 31 00:29:15 +0000 20145")]
    public void Anything_else_is_no_time(string text) => Assert.Null(Parse(text));

    [Fact]
    public void What_is_formatted_is_read_back_and_is_what_the_framework_writes() =>
        Gen.Long[-62_135_596_800_000, 253_402_300_799_999].Sample(time =>
        {
            var text = new byte[Timestamp.Length];
            Timestamp.Format(time, text);

            Assert.Equal(
                DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                Encoding.UTF8.GetString(text));
            Assert.Equal(time, Timestamp.Parse(text));
        });

    [Fact]
    public void Every_zone_is_read_as_the_framework_reads_it() =>
        Gen.Select(Gen.Long[-60_000_000_000_000, 250_000_000_000_000], Gen.Int[-14 * 60, 14 * 60]).Sample((time, minutes) =>
        {
            var local = DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(TimeSpan.FromMinutes(minutes));

            Assert.Equal(time, Parse(local.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)));
        });

    [Fact]
    public void The_form_that_we_write_is_read_as_it_is_with_a_blank_in_front() =>
        Gen.Select(Gen.Long[-62_135_596_800_000, 253_402_300_799_999], Gen.Select(Gen.Int[0, Timestamp.Length - 1], Gen.OneOf(Gen.Byte, Gen.Byte[(byte)'-', (byte)':'])).Array[0, 3]).Sample((time, changes) =>
        {
            var text = new byte[Timestamp.Length];
            Timestamp.Format(time, text);
            foreach (var (at, value) in changes)
                text[at] = value;

            Assert.Equal(Timestamp.Parse([.. " "u8, .. text]), Timestamp.Parse(text));
        }, iter: 100_000);
}
