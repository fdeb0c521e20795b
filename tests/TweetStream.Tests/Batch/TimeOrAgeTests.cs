using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Tests.Batch;

public sealed class TimeOrAgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 7, 89, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00.000Z")]
    [InlineData("2026-01-31T10:20", "2026-01-31T10:20:00.000Z")]
    [InlineData("2026-01-31T10:20:30.5Z", "2026-01-31T10:20:30.500Z")]
    [InlineData("2026-01-31T10:20:30+02:00", "2026-01-31T08:20:30.000Z")]
    [InlineData("now", "2026-01-31T12:00:07.089Z")]
    [InlineData("1h", "2026-01-31T11:00:00.000Z")]
    [InlineData("1s", "2026-01-31T12:00:00.000Z")]
    [InlineData("1000000d", "0001-01-01T00:00:00.000Z")]
    public void A_time_is_an_instant_and_a_duration_so_long_ago_rounded_down_to_ten_seconds(string text, string expected)
    {
        Assert.True(TimeOrAge.TryParse(text, out var time, out var reason), reason);
        Assert.Equal(expected, SnapshotJson.Iso(time.At(Now)!.Value));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("12:00")]
    [InlineData("-1h")]
    [InlineData("0s")]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(TimeOrAge.TryParse(text, out _, out var reason));
        Assert.StartsWith($"'{text}' is no time; allowed are ISO 8601", reason, StringComparison.Ordinal);
    }
}
