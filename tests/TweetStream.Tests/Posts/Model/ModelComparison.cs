using TweetStream.Posts;
using TweetStream.Posts.Formats;

namespace TweetStream.Tests.Posts.Model;

/// <summary>Reads a line as the model does, as any reader, as a reader for counting, and the short way, and compares what came of it.</summary>
internal sealed class ModelComparison
{
    /// <summary>Version of the tokeniser that the counting reader is for.</summary>
    public const int Tokeniser = 3;

    private readonly ModelReader _model = new();
    private readonly PostReader _reader = new();
    private readonly PostReader _counting = PostReader.ForCounting(Tokeniser);
    private readonly PostBuffer _expected = new();
    private readonly PostBuffer _post = new();

    public void Check(byte[] line)
    {
        var kind = _model.Read(line, _expected);
        var expected = Decoded.Of(kind, _expected);

        Assert.Equal(expected, Decoded.Of(_reader.Read(line, _post), _post));
        Assert.Equal(_model.Problem, _reader.Problem);
        Assert.True(_expected[PostField.OtherLanguages].SequenceEqual(_post[PostField.OtherLanguages]));

        var hasTags = _expected.HasTagsOf(Tokeniser);
        expected = WhatCounts(expected, !hasTags);
        Assert.Equal(expected, WhatCounts(Decoded.Of(_counting.Read(line, _post), _post), !hasTags));
        Assert.Equal(_model.Problem, _counting.Problem);
        for (var i = 0; i < _post.TagCount; i++)
            Assert.True(_post.Tag(i).Length > 0);

        _post.Clear();
        if (new OwnLine().TryRead(line, _post, new(Tokeniser)))
            Assert.Equal(expected, WhatCounts(Decoded.Of(LineKind.Post, _post), !hasTags));
        else
            Assert.Equal(new(LineKind.Malformed), Decoded.Of(LineKind.Malformed, _post));
    }

    private static Decoded WhatCounts(Decoded post, bool withText) => new(
        post.Kind, withText ? post.Text : "", post.Tags, post.CreatedAt, Offset: post.Offset, Repaired: post.Repaired, Tagger: post.Tagger);
}
