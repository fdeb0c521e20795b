using System.Text;
using TweetStream.Batch.Folding;
using TweetStream.Hashtags;

namespace TweetStream.Batch.Queries;

/// <summary>Which rows a question wants: all, or beside those that count the posts only those of one tag.</summary>
/// <param name="Key">Of that tag; null for all. Empty where there is nothing but a sign.</param>
internal sealed record WantedTag(string? Key)
{
    /// <summary>The key of the tag that is asked for, in any spelling, with its sign or without.</summary>
    public static WantedTag Of(Question question) =>
        new(question.Tag is { } tag ? Encoding.UTF8.GetString(new TagFolder(keepCase: false).Fold(Encoding.UTF8.GetBytes(tag.TrimStart('#', '＃')))) : null);

    /// <summary>The same as conditions of SQL, one of which a row must fulfil. They are apart so that each is looked up by the order of a file.</summary>
    public IReadOnlyList<string> Conditions => Key is null ? ["true"] : [CountDatabase.IsOfPosts, $"tag = {CountDatabase.Quoted(Key)}"];

    public IEnumerable<CountRow> Of(IEnumerable<CountRow> rows)
    {
        if (Key is null)
            return rows;
        var key = Encoding.UTF8.GetBytes(Key);
        return rows.Where(row => row.Tag is null || row.Tag.AsSpan().SequenceEqual(key));
    }
}
