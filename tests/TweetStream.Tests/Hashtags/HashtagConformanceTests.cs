using System.Text;

namespace TweetStream.Tests.Hashtags;

public sealed class HashtagConformanceTests
{
    private const string Extract = "extract.yml";

    public static TheoryData<string, string, string[]> Hashtags => ConformanceSuite.Texts(Extract, "hashtags");

    public static TheoryData<string, string, string[]> AstralHashtags => ConformanceSuite.Texts(Extract, "hashtags_from_astral");

    public static TheoryData<string, string, string[]> HashtagPlaces =>
        ConformanceSuite.Places(Extract, "hashtags_with_indices", "hashtag");

    public static TheoryData<string, string, bool> HashtagVerdicts => ConformanceSuite.Verdicts("validate.yml", "hashtags");

    [Fact]
    public void The_suite_is_whole()
    {
        Assert.Equal(65, Hashtags.Count);
        Assert.Equal(3, AstralHashtags.Count);
        Assert.Equal(8, HashtagPlaces.Count);
        Assert.Equal(7, HashtagVerdicts.Count);
    }

    [Theory]
    [MemberData(nameof(Hashtags))]
    [MemberData(nameof(AstralHashtags))]
    public void Finds_the_tags_of(string description, string text, string[] expected)
    {
        Assert.NotEmpty(description);
        Assert.Equal(expected, Scanned.Tags(text));
    }

    [Theory]
    [MemberData(nameof(HashtagPlaces))]
    public void Finds_the_places_of(string description, string text, string[] expected)
    {
        Assert.NotEmpty(description);
        var utf8 = Encoding.UTF8.GetBytes(text);

        var found = Scanned.Ranges(utf8).Select(body => ConformanceSuite.Place(
            Scanned.Unit(utf8, body.Start.Value) - "#".Length,
            Scanned.Unit(utf8, body.End.Value),
            Encoding.UTF8.GetString(utf8[body])));

        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(HashtagVerdicts))]
    public void Tells_a_valid_tag_from_an_invalid_one(string description, string text, bool expected)
    {
        Assert.NotEmpty(description);
        Assert.Equal(expected, Scanned.Tags(text) is [var tag] && tag == text[1..]);
    }
}
