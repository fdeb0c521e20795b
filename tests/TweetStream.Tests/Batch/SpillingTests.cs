using System.Globalization;
using System.Text;
using TweetStream.Batch;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Queries;

namespace TweetStream.Tests.Batch;

public sealed class SpillingTests
{
    [Fact]
    public void What_is_more_than_memory_may_hold_goes_on_in_temporary_files_and_is_counted_right()
    {
        const int Tags = 600_000;
        using var database = CountDatabase.Open(threads: 1, memory: 64);
        // Each tag twice, in spellings that no dictionary makes small; every thousandth more often than all others.
        foreach (var bucket in (long[])[0, 10_000])
            database.Append(Enumerable.Range(0, Tags).Select(tag => new CountRow(Utf8(tag, "x"), Utf8(tag, "X"), bucket, tag % 1000 == 0 ? 1000 + tag : 1 + (tag % 7), tag, null)));
        var spilt = database.Read("SELECT coalesce(sum(size), 0)::BIGINT FROM duckdb_temporary_files()", row => row.GetInt64(0)).Single();
        Assert.NotEqual(0, spilt);
        var question = new Question { Archive = "", Views = "", Top = 3 };
        var answer = new CountSql(database, question, ComparedWindows.Only(question.Asked)).Complete(0, 10_000, new() { Posts = 0, Tags = 0, ViewsUntil = null, Until = 0, Missing = 0, IsLateExact = true, Untimed = 0, Unreadable = 0 });
        Assert.Equal(2 * Enumerable.Range(0, Tags).Sum(tag => tag % 1000 == 0 ? 1000L + tag : 1 + (tag % 7)), answer.Tags);
        Assert.Equal([(599_000, 1_200_000L), (598_000, 1_198_000L), (597_000, 1_196_000L)], answer.Top.Select(trend => (int.Parse(trend.Display[2..9], CultureInfo.InvariantCulture), trend.Count)));
    }

    private static byte[] Utf8(int tag, string sign) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sign}{tag:D7}{(long)tag * 6_364_136_223_846_793L & long.MaxValue:x16}"));
}
