using System.Text;
using TweetStream.Tagging;

namespace TweetStream.Tests.Counter;

/// <summary>Posts that only somebody hostile sends.</summary>
public sealed class PostTagsTests
{
    [Fact]
    public void A_tag_of_a_hundred_thousand_characters_is_left_out_and_the_others_count()
    {
        var endless = new string('a', 100_000);
        var counted = new Counted().Line($"#before #{endless} #after").Line($$"""{"tags":["{{endless}}","delivered"],"text":""}""").End();
        Assert.Equal(["[0,10000) #after 1 #before 1 #delivered 1"], counted.Results);
        Assert.Equal((2, 3), (counted.Counter.Stream.Capped, counted.Counter.KnownSpellings));
    }

    [Theory]
    [InlineData(CountBy.Hashtags, "#")]
    [InlineData(CountBy.Words, "")]
    public void The_longest_that_counts_has_1024_bytes(CountBy by, string sign)
    {
        var longest = new string('é', 512);
        var counted = new Counted(Counted.Options() with { By = by }).Line($"{sign}{longest} {sign}{longest}e").End();
        Assert.Equal([$"[0,10000) {sign}{longest} 1"], counted.Results);
        Assert.Equal(1, counted.Counter.Stream.Capped);
    }

    [Fact]
    public void Of_a_post_full_of_tags_the_first_thousand_count()
    {
        var post = Full(1024 * 1024, number => $"#tag{number} ", out var tags);
        var counted = new Counted(Counted.Options() with { Top = 0 }).Line(post).Line("#tag1").Line("#tag1001").End();
        var window = Assert.Single(counted.Snapshots);
        Assert.Equal((1001, 1002), (window.Top.Count, window.Tags));
        Assert.Equal("#tag1", window.Top[0].Tag);
        Assert.Equal(tags - 1000, window.Stream.Capped);
        Assert.Equal(1001, counted.Counter.KnownSpellings);
    }

    [Fact]
    public void A_tag_that_counts_already_is_not_left_out_where_the_post_repeats_it()
    {
        var post = string.Concat(Enumerable.Range(0, 1000).Select(number => $"#tag{number} "));
        var counted = new Counted().Line("#elsewhere").Line(post + "#TAG999 #tag0 #elsewhere #new").End();
        Assert.Equal(2, counted.Counter.Stream.Capped);
        Assert.Equal(1001, counted.Snapshots[^1].Tags);
    }

    [Fact]
    public void Words_of_a_post_are_not_limited_in_number()
    {
        var post = Full(1024 * 1024, number => $"word{number} ", out var words);
        var counted = new Counted(Counted.Options() with { By = CountBy.Words }).Line(post).End();
        Assert.Equal((words, 0), (counted.Snapshots[^1].Tags, counted.Counter.Stream.Capped));
    }

    private static string Full(int length, Func<int, string> part, out int parts)
    {
        var text = new StringBuilder(length);
        for (parts = 0; text.Length + part(parts).Length <= length; parts++)
            text.Append(part(parts));
        return text.ToString();
    }
}
