using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Tagging;

/// <summary>
/// The numbers of what a post is counted under: its hashtags, each tag once however often and in however many spellings
/// the post repeats it, or all of its words. Leaves out what only somebody hostile sends, and counts it.
/// </summary>
public sealed class PostTags(TagTable table, CountBy by)
{
    // Different ones that count. A line of 1 MiB has room for a quarter of a million, each of which would push out another.
    private const int MostTags = 1_000;

    private readonly List<Range> _found = [];
    private bool _areDelivered; // with the post, and not found in its text
    private int[] _numbers = new int[16];

    // By key. That the table numbers anew between two posts does no harm: what stands here is then of posts that are over.
    private long[] _lastPost = new long[64];
    private long _post;
    private int _count;
    private long _capped;

    /// <summary>Tags or words that were left out since the start, because they were too long or too many in one post.</summary>
    public long Capped
    {
        get => Volatile.Read(ref _capped);
        set => _capped = value;
    }

    /// <summary>Numbers of spellings; valid until the next call.</summary>
    public ReadOnlySpan<int> Of(PostBuffer post)
    {
        _post++;
        _count = 0;
        var found = Find(post);
        for (var tag = 0; tag < found; tag++)
            Add(Found(tag, post));
        return _numbers.AsSpan(0, _count);
    }

    /// <summary>Adds a post to those whose tags are looked up together; false, with nothing added, for one that has to be counted by itself.</summary>
    public bool TryCollect(PostBuffer post, TagBatch batch)
    {
        if (by != CountBy.Hashtags)
            return false;
        var found = Find(post);
        for (var tag = 0; tag < found; tag++)
        {
            if (_areDelivered ? batch.TryAdd(post.TagAndRest(tag, out var length), length) : batch.TryAdd(post.Text[_found[tag]]))
                continue;
            batch.TakeBack();
            return false;
        }

        batch.EndPosts(batch.Posts + 1);
        return true;
    }

    private int Find(PostBuffer post)
    {
        _areDelivered = by == CountBy.Hashtags && post.HasTagsOf(HashtagScanner.TokeniserVersion);
        if (_areDelivered)
            return post.TagCount;
        _found.Clear();
        if (by == CountBy.Hashtags)
            HashtagScanner.Scan(post.Text, _found);
        else
            WordScanner.Scan(post.Text, _found);
        return _found.Count;
    }

    private ReadOnlySpan<byte> Found(int tag, PostBuffer post) => _areDelivered ? post.Tag(tag) : post.Text[_found[tag]];

    private void Add(ReadOnlySpan<byte> spelling)
    {
        if (spelling.Length > TagTable.LongestSpelling || (_count == MostTags && by == CountBy.Hashtags))
            LeaveOut(spelling);
        else
            Count(spelling);
    }

    private void LeaveOut(ReadOnlySpan<byte> spelling)
    {
        // What counts already is not left out when the post repeats it.
        if (spelling.Length > TagTable.LongestSpelling || table.FindKey(spelling) is not (>= 0 and var key) || key >= _lastPost.Length || _lastPost[key] != _post)
            Capped++;
    }

    private void Count(ReadOnlySpan<byte> spelling)
    {
        var number = table.Intern(spelling);
        if (by == CountBy.Hashtags && !IsFirstInPost(table.KeyOf(number)))
            return;
        if (_count == _numbers.Length)
            Array.Resize(ref _numbers, _count * 2);
        _numbers[_count++] = number;
    }

    private bool IsFirstInPost(int key)
    {
        if (key >= _lastPost.Length)
            Array.Resize(ref _lastPost, Math.Max(key + 1, _lastPost.Length * 2));
        var isFirst = _lastPost[key] != _post;
        _lastPost[key] = _post;
        return isFirst;
    }
}

/// <summary>What is counted.</summary>
public enum CountBy
{
    /// <summary>Hashtags, each at most once per post.</summary>
    Hashtags,

    /// <summary>Words between blanks, each as often as it stands there.</summary>
    Words,
}
