using System.Text;
using CsCheck;
using TweetStream.Hashtags;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Trends;

public sealed class RankingTests
{
    [Fact]
    public void Higher_counts_come_first_and_ties_by_key() =>
        Assert.Equal(["#c 2", "#a 1", "#b 1", "#ä 1"], Rank(0, "b", "c", "ä", "a", "c"));

    [Fact]
    public void The_spelling_seen_most_often_is_shown() =>
        Assert.Equal(["#DotNet 3"], Rank(0, "dotnet", "DotNet", "DotNet"));

    [Fact]
    public void Of_spellings_seen_equally_often_the_first_is_shown() =>
        Assert.Equal(["#DOTNET 2", "#a 1"], Rank(0, "a", "DOTNET", "dotnet"));

    [Fact]
    public void However_many_spellings_are_seen_equally_often_the_first_is_shown()
    {
        var table = new TagTable(keepCase: false);
        string[] spellings = ["abc", "Abc", "aBc", "abC", "ABc", "AbC", "aBC", "ABC"];
        foreach (var spelling in spellings)
            table.Intern(Encoding.UTF8.GetBytes(spelling));
        Assert.Equal("#aBC", Ranked(table, new Ranking(table, 1, "#"), ["aBC", .. spellings.Except(["aBC"])]).Top[0].Display);
    }

    [Fact]
    public void Words_have_no_sign()
    {
        var table = new TagTable(keepCase: false);
        var top = Ranked(table, new Ranking(table, 1, ""), "hello", "hello").Top;
        Assert.Equal(new Trend("hello", "hello", 2, 0), Assert.Single(top));
    }

    [Fact]
    public void The_sum_of_all_tags_is_told_beside_the_highest()
    {
        var table = new TagTable(keepCase: false);
        Assert.Equal(4, Ranked(table, new Ranking(table, 1, "#"), "a", "a", "b", "c").Tags);
    }

    [Fact]
    public void However_many_are_asked_for_the_ranking_is_the_same() =>
        Gen.Select(Gen.String[Gen.Char["abcABC"], 1, 2].Array[0, 60], Gen.Int[1, 12]).Sample((tags, top) =>
        {
            var counts = tags.GroupBy(tag => tag.ToLowerInvariant(), StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"#{group.Key} {group.Count()}").ToList();
            Assert.Equal(counts, Keys(0, tags));
            Assert.Equal(counts.Take(top), Keys(top, tags));
        });

    private static IEnumerable<string> Keys(int top, string[] tags)
    {
        var table = new TagTable(keepCase: false);
        return Ranked(table, new Ranking(table, top, "#"), tags).Top.Select(trend => $"{trend.Tag} {trend.Count}");
    }

    private static IEnumerable<string> Rank(int top, params string[] tags)
    {
        var table = new TagTable(keepCase: false);
        return Ranked(table, new Ranking(table, top, "#"), tags).Top.Select(trend => $"{trend.Display} {trend.Count}");
    }

    private static (IReadOnlyList<Trend> Top, long Tags) Ranked(TagTable table, Ranking ranking, params string[] tags)
    {
        var windows = new SlidingCounts(new WindowSpec(10, 10));
        (IReadOnlyList<Trend>, long) ranked = ([], 0);
        foreach (var tag in tags)
            windows.Add(0, [table.Intern(Encoding.UTF8.GetBytes(tag))]);
        windows.Advance(10, window => ranked = ranking.Of(window));
        return ranked;
    }
}
