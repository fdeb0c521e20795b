using System.Text;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Hashtags;

namespace TweetStream.Benchmarks.Micro;

/// <summary>The first posts of the corpus, so many that they stay in the cache.</summary>
internal static class MicroPosts
{
    public const int Count = 1_000;

    private const int MostBytesPerPost = 200;

    /// <summary>Whole lines, each with its end.</summary>
    public static ReadOnlyMemory<byte> Bytes()
    {
        var corpus = Corpus.Of(PostForm.Text, Count * MostBytesPerPost).Bytes;
        var end = 0;
        for (var post = 0; post < Count; post++)
            end += corpus.Span[end..].IndexOf((byte)'\n') + 1;
        return corpus[..end];
    }

    /// <summary>The same without their ends, one by one.</summary>
    public static byte[][] Texts() => [.. Encoding.UTF8.GetString(Bytes().Span).TrimEnd('\n').Split('\n').Select(Encoding.UTF8.GetBytes)];

    /// <summary>The spelling of each of as many tags, in the order in which they come, common ones often.</summary>
    public static byte[][] Tags()
    {
        var tags = new List<Range>();
        return [.. Texts().SelectMany(text =>
        {
            tags.Clear();
            HashtagScanner.Scan(text, tags);
            return tags.Select(tag => text[tag]).ToArray();
        }).Take(Count)];
    }

    public static byte[][] DistinctTags(int count) => [.. Enumerable.Range(0, count).Select(tag => Encoding.UTF8.GetBytes(FormattableString.Invariant($"tag{tag}")))];
}
