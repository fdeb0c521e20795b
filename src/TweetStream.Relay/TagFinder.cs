using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Relay;

/// <summary>Gives a post the tags of its text where its source delivered none, or an older tokeniser found them. Not for use by two threads at once.</summary>
internal sealed class TagFinder
{
    private readonly List<Range> _found = [];

    public void Complete(PostBuffer post)
    {
        if (post.HasTagsOf(HashtagScanner.TokeniserVersion))
            return;
        post.ClearTags();
        _found.Clear();
        HashtagScanner.Scan(post.Text, _found);
        foreach (var tag in _found)
            post.AddTag(post.Text[tag]);
        post.HasTags = true;
        post.Tagger = HashtagScanner.TokeniserVersion;
    }
}
