namespace TweetStream.Tests.Hashtags;

public sealed class UrlConformanceTests
{
    private const string Extract = "extract.yml";

    public static TheoryData<string, string, string[]> Urls => ConformanceSuite.Texts(Extract, "urls");

    public static TheoryData<string, string, string[]> ShortLinks => ConformanceSuite.Texts(Extract, "tco_urls_with_params");

    public static TheoryData<string, string, string[]> UrlPlaces => ConformanceSuite.Places(Extract, "urls_with_indices", "url");

    public static TheoryData<string, string, string[]> DirectionalPlaces =>
        ConformanceSuite.Places(Extract, "urls_with_directional_markers", "url");

    [Fact]
    public void The_suite_is_whole()
    {
        Assert.Equal(91, Urls.Count);
        Assert.Equal(5, ShortLinks.Count);
        Assert.Equal(10, UrlPlaces.Count);
        Assert.Equal(2, DirectionalPlaces.Count);
    }

    [Theory]
    [MemberData(nameof(Urls))]
    [MemberData(nameof(ShortLinks))]
    public void Finds_the_urls_of(string description, string text, string[] expected)
    {
        Assert.NotEmpty(description);
        Assert.Equal(expected, Scanned.Urls(text));
    }

    [Theory]
    [MemberData(nameof(UrlPlaces))]
    [MemberData(nameof(DirectionalPlaces))]
    public void Finds_the_places_of(string description, string text, string[] expected)
    {
        Assert.NotEmpty(description);
        var found = Scanned.UrlRanges(text).Select(url =>
            ConformanceSuite.Place(url.Start.Value, url.End.Value, text[url]));

        Assert.Equal(expected, found);
    }
}
