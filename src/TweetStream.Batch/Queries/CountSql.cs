using System.Globalization;
using System.Text;
using TweetStream.Batch.Folding;
using TweetStream.Hashtags;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>From the added counts to the answer: totals, ranks and courses. Owns the order of ranks, which is that of a window of the counter.</summary>
internal sealed class CountSql(CountDatabase database, Question question)
{
    /// <summary>The key of a tag in any spelling, with its sign or without; empty where there is nothing but a sign.</summary>
    public static string KeyOf(string tag) =>
        Encoding.UTF8.GetString(new TagFolder(keepCase: false).Fold(Encoding.UTF8.GetBytes(tag.TrimStart('#', '＃'))));

    /// <summary>Fills in what the counts say.</summary>
    public Answer Complete(Answer answer)
    {
        var (posts, tags, earliest, latest) = database.Read(
            "SELECT coalesce(sum(count) FILTER (tag IS NULL), 0)::BIGINT, coalesce(sum(count) FILTER (tag IS NOT NULL), 0)::BIGINT, min(bucket), max(bucket) FROM counted",
            row => (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2), row.IsDBNull(3) ? (long?)null : row.GetInt64(3))).Single();
        return answer with
        {
            From = answer.From ?? TimeOf(earliest),
            To = answer.To ?? TimeOf(latest + Bucket.Size),
            Posts = posts,
            Tags = tags,
            Top = question.Tag is null ? Top() : [],
            Course = question.Tag is null ? [] : Course(),
        };
    }

    // The last ten seconds that a calendar knows end beyond it.
    private static DateTimeOffset? TimeOf(long? time) =>
        time is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(known, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) : null;

    private Trend[] Top()
    {
        var limit = question.Top == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" LIMIT {question.Top}");
        return [.. database.Read(
            $"""
            WITH spelt AS (SELECT tag, spelling, sum(count) AS count, min(first) AS first FROM counted WHERE tag IS NOT NULL GROUP BY tag, spelling)
            SELECT tag, first(spelling ORDER BY count DESC, first), sum(count)::BIGINT AS total FROM spelt GROUP BY tag ORDER BY total DESC, tag{limit}
            """,
            row => new Trend("#" + row.GetString(0), "#" + row.GetString(1), row.GetInt64(2), 0))];
    }

    private CourseStep[] Course()
    {
        var step = question.By switch { Step.Minute => 60_000L, Step.Hour => 3_600_000L, _ => 86_400_000L };
        return [.. database.Read(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT bucket - ((bucket % {step}) + {step}) % {step} AS start, coalesce(sum(count) FILTER (tag IS NULL), 0)::BIGINT, coalesce(sum(count) FILTER (tag IS NOT NULL), 0)::BIGINT FROM counted GROUP BY start ORDER BY start"),
            row => new CourseStep(TimeOf(row.GetInt64(0))!.Value, row.GetInt64(1), row.GetInt64(2)))];
    }
}
