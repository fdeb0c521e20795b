using TweetStream.Posts;

namespace TweetStream.Tests.Posts.Model;

/// <summary>Reads a line as the model does, as any reader and as a reader for counting, and compares what came of it.</summary>
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

        var counted = Decoded.Of(_counting.Read(line, _post), _post);
        var hasTags = _expected.HasTagsOf(Tokeniser);
        Assert.Equal(WhatCounts(expected, !hasTags), WhatCounts(counted, !hasTags));
        Assert.Equal(_model.Problem, _counting.Problem);
        for (var i = 0; i < _post.TagCount; i++)
            Assert.True(_post.Tag(i).Length > 0);
    }

    private static Decoded WhatCounts(Decoded post, bool withText) => new(
        post.Kind, withText ? post.Text : "", post.Tags, post.CreatedAt, Offset: post.Offset, Repaired: post.Repaired, Tagger: post.Tagger);
}
