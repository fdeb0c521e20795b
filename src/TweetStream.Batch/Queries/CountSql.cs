using System.Globalization;
using TweetStream.Batch.Folding;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>From the added counts to the answer: totals, ranks and courses. Owns the order of ranks, which is that of a window of the counter.</summary>
internal sealed class CountSql(CountDatabase database, Question question, ComparedWindows windows)
{
    private const int FewTags = 1000;

    /// <summary>Fills in what the counts say.</summary>
    /// <param name="earliest">Time of the earliest post of what is asked for; null where there is none.</param>
    /// <param name="latest">The same of the latest.</param>
    /// <param name="answer">What else is known.</param>
    public Answer Complete(long? earliest, long? latest, Answer answer)
    {
        database.Combine();
        var (posts, late) = database.Read(
            $"SELECT coalesce(sum(count), 0)::BIGINT, coalesce(sum(late), 0)::BIGINT FROM {CountDatabase.Counted} WHERE {CountDatabase.IsOfPosts}{Asked}",
            row => (row.GetInt64(0), row.GetInt64(1))).Single();
        answer = answer with
        {
            Posts = posts,
            Late = late,
            From = answer.From ?? TimeOf(earliest is { } first ? Bucket.Floor(first) : null),
            To = answer.To ?? TimeOf(latest is { } last ? Bucket.Floor(last) + Bucket.Size : null),
        };
        return question.Tag is null ? Ranked(answer) : OfTag(answer);
    }

    // Where others are counted, too.
    private string Asked => windows.All.Count > 1 ? CountDatabase.Within(windows.Asked) : "";

    // The last ten seconds that a calendar knows end beyond it.
    private static DateTimeOffset? TimeOf(long? time) =>
        time is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(known, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())) : null;

    // Where few tags are shown, tags are counted first, and then only the spellings of those few, which are found by their order.
    private Answer Ranked(Answer answer)
    {
        database.Execute($"CREATE TEMP TABLE totals AS SELECT tag, sum(count)::BIGINT AS total FROM {CountDatabase.Counted} WHERE tag IS NOT NULL{Asked} GROUP BY tag");
        var tags = database.Read("SELECT coalesce(sum(total), 0)::BIGINT FROM totals", row => row.GetInt64(0)).Single();
        return answer with { Tags = tags, Top = question.Rank == Rank.Rising ? new RisingSql(database, question, windows).Top(answer.Posts, Names) : Top() };
    }

    private Trend[] Top()
    {
        var limit = question.Top == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" LIMIT {question.Top}");
        database.Execute($"CREATE TEMP TABLE best AS SELECT tag, total FROM totals ORDER BY total DESC, tag{limit}");
        var names = Names();
        return [.. database.Read("SELECT tag, total FROM best ORDER BY total DESC, tag", row => (Tag: row.GetString(0), Total: row.GetInt64(1))).Select(best => new Trend("#" + best.Tag, names[best.Tag], best.Total, 0))];
    }

    // How the tags of the table best are shown: in the spelling seen most often, ties by first seen.
    private Dictionary<string, string> Names()
    {
        var best = question.Top is > 0 and <= FewTags ? database.Read("SELECT tag FROM best", row => row.GetString(0)).ToList() : [];
        // SQL is a text that ends at a NUL.
        var few = best.Count == 0 || best.Exists(tag => tag.Contains('\0')) ? "" : $" AND tag IN ({string.Join(", ", best.Select(CountDatabase.Quoted))})";
        return database.Read(
            $"""
            WITH spelt AS (SELECT tag, spelling, sum(count) AS count, min(first) AS first FROM {CountDatabase.Counted} WHERE tag IS NOT NULL{few}{Asked} GROUP BY tag, spelling)
            SELECT tag, first(spelling ORDER BY count DESC, first) FROM spelt JOIN best USING (tag) GROUP BY tag
            """,
            row => (Tag: row.GetString(0), Display: "#" + row.GetString(1))).ToDictionary(name => name.Tag, name => name.Display, StringComparer.Ordinal);
    }

    private Answer OfTag(Answer answer)
    {
        CourseStep[] course = [.. database.Read(
            $"SELECT {CountDatabase.Floor("bucket", question.Level.Size)} AS start, coalesce(sum(count) FILTER (tag IS NULL), 0)::BIGINT, coalesce(sum(count) FILTER (tag IS NOT NULL), 0)::BIGINT FROM {CountDatabase.Counted} GROUP BY start ORDER BY start",
            row => new CourseStep(TimeOf(row.GetInt64(0))!.Value, row.GetInt64(1), row.GetInt64(2)))];
        return answer with { Tags = course.Sum(part => part.Count), Course = course };
    }
}
