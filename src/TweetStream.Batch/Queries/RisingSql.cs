using System.Globalization;
using TweetStream.Trends;

namespace TweetStream.Batch.Queries;

/// <summary>
/// From the added counts to rising tags: each window is learnt, the oldest first, as a counter does that has windows of this length
/// one after the other. Only tags of the time asked for have a past here, because only they are ranked.
/// </summary>
internal sealed class RisingSql(CountDatabase database, Question question, ComparedWindows windows)
{
    private long Size => windows.Asked.To - windows.Asked.From;

    private int Last => windows.All.Count - 1;

    /// <summary>Window of a row, by its number in time.</summary>
    private string Window => string.Create(CultureInfo.InvariantCulture, $"(bucket - {windows.Span.From}) // {Size}");

    /// <param name="posts">In the time asked for.</param>
    /// <param name="names">How the tags of the table <c>best</c> are shown.</param>
    public IReadOnlyList<Trend> Top(long posts, Func<IReadOnlyDictionary<string, string>> names)
    {
        // Keys are in the order of the tags, so that equal ranks are told apart by them.
        database.Execute("CREATE TEMP TABLE keys AS SELECT tag, row_number() OVER (ORDER BY tag) - 1 AS key, total FROM totals");
        var totals = database.Read("SELECT total FROM keys ORDER BY key", row => row.GetInt64(0)).ToArray();
        var history = new TagHistory(Size);
        var previous = Learn(history, totals.Length);
        var end = windows.Asked.To;
        var scores = history.CanCompare(posts, end) ? totals.Select((total, key) => (double?)history.Score(key, Limited(total), posts)).ToArray() : new double?[totals.Length];
        var best = Enumerable.Range(0, totals.Length)
            .OrderByDescending(key => scores[key]).ThenByDescending(key => totals[key]).ThenBy(key => key)
            .Take(question.Top == 0 ? int.MaxValue : question.Top).ToArray();
        var wanted = question.Top == 0 ? "" : $" WHERE key IN ({string.Join(", ", best.Append(-1))})";
        database.Execute($"CREATE TEMP TABLE best AS SELECT tag, key FROM keys{wanted}");
        var tags = database.Read("SELECT key, tag FROM best", row => (Key: (int)row.GetInt64(0), Tag: row.GetString(1))).ToDictionary(tag => tag.Key, tag => tag.Tag);
        var display = names();
        return [.. best.Select(key => new Trend("#" + tags[key], display[tags[key]], totals[key], previous[key], scores[key]))];
    }

    // The counts of the last window before the one asked for.
    private int[] Learn(TagHistory history, int keys)
    {
        var posts = database.Read($"SELECT {Window} AS place, sum(count)::BIGINT FROM {CountDatabase.Counted} WHERE {CountDatabase.IsOfPosts} GROUP BY place", row => (Window: (int)row.GetInt64(0), Posts: row.GetInt64(1)))
            .ToDictionary(window => window.Window, window => window.Posts);
        var counts = new int[keys];
        var (window, used) = (0, 0);
        var rows = database.Read(
            $"SELECT {Window} AS place, key, sum(count)::BIGINT FROM {CountDatabase.Counted} JOIN keys USING (tag) GROUP BY place, key HAVING place < {Last} ORDER BY place",
            row => (Window: (int)row.GetInt64(0), Key: (int)row.GetInt64(1), Count: row.GetInt64(2)));
        foreach (var row in rows)
        {
            MoveTo(row.Window);
            counts[row.Key] = Limited(row.Count);
            used++;
        }

        MoveTo(Last - 1);
        var previous = used > 0 ? (int[])counts.Clone() : counts;
        MoveTo(Last);
        return previous;

        void MoveTo(int next)
        {
            for (; window < next; window++)
            {
                history.Learn(counts, posts.GetValueOrDefault(window), windows.All[window].To);
                if (used > 0)
                    Array.Clear(counts);
                used = 0;
            }
        }
    }

    // As in a window of the counter.
    private static int Limited(long count) => (int)Math.Min(int.MaxValue, count);
}
