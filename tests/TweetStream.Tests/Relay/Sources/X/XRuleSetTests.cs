using CsCheck;
using TweetStream.Relay;
using TweetStream.Relay.Sources.X;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>From track terms and languages to rules of X.</summary>
public sealed class XRuleSetTests
{
    [Theory]
    [InlineData("#dotnet", "#dotnet")]
    [InlineData("＃東京", "#東京")]
    [InlineData("orleans", "orleans")]
    [InlineData("big data", "\"big data\"")]
    [InlineData("big \t data", "\"big data\"")]
    [InlineData("or", "\"or\"")]
    [InlineData("AND", "\"AND\"")]
    [InlineData("-word", "\"-word\"")]
    [InlineData("from:me", "\"from:me\"")]
    [InlineData("(a)", "\"(a)\"")]
    [InlineData("c#", "\"c#\"")]
    [InlineData("@me", "\"@me\"")]
    public void A_term_is_what_X_reads_as_the_same(string term, string rule) => Assert.Equal([rule], Rules([term]));

    [Theory]
    [InlineData("say \"hi\"")]
    [InlineData("a\\b")]
    [InlineData("#c++")]
    [InlineData("#a-b")]
    [InlineData("#a\"b")]
    public void A_term_that_X_cannot_read_is_refused(string term) =>
        Assert.Contains($"'{term}'", Assert.Throws<SourceRefusedException>(() => Rules([term])).Message, StringComparison.Ordinal);

    [Fact]
    public void Terms_are_joined_and_languages_appended() =>
        Assert.Equal(["(#a OR b) (lang:en OR lang:pt)", "#given lang:ja"], Rules(["#a", "b"], ["en", "pt", "PT"], ["#given lang:ja"]));

    [Theory]
    [InlineData(new[] { "#a" }, new[] { "en" }, "#a lang:en")]
    [InlineData(new[] { "#a", "b" }, new string[0], "#a OR b")]
    [InlineData(new[] { "#a", "b" }, new[] { "he" }, "(#a OR b) lang:iw")]
    [InlineData(new[] { "#a" }, new[] { "EN", "id" }, "#a (lang:en OR lang:in)")]
    public void Parentheses_stand_where_they_are_needed(string[] terms, string[] languages, string rule) => Assert.Equal([rule], Rules(terms, languages));

    [Fact]
    public void A_region_is_refused_for_what_X_would_deliver_is_not_what_passes() =>
        Assert.EndsWith("Give --lang pt", Assert.Throws<SourceRefusedException>(() => Rules(["#a"], ["pt-BR"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Languages_alone_are_no_rule() => Assert.Empty(Rules([], ["en"]));

    [Fact]
    public void A_term_that_fits_in_no_rule_is_refused() => Assert.Throws<SourceRefusedException>(() => Rules([new string('a', 1025)]));

    [Fact]
    public void More_rules_than_an_account_may_have_are_refused() =>
        Assert.Contains("1,001 rules", Assert.Throws<SourceRefusedException>(() => Rules([], [], [.. Enumerable.Range(0, 1001).Select(i => $"#t{i}")])).Message, StringComparison.Ordinal);

    /// <summary>Every term is in a rule, no rule is too long, and no two neighbours would fit in one.</summary>
    [Fact]
    public void Terms_fill_as_few_rules_as_they_fit_in() =>
        Gen.Select(Gen.Int[1, 300].Array[1, 60], Gen.Bool).Sample((lengths, withLanguages) =>
        {
            string[] terms = [.. lengths.Select((length, i) => $"t{i}_{new string('x', length)}")];
            var rules = Rules(terms, withLanguages ? ["en", "de"] : []);
            var ending = withLanguages ? " (lang:en OR lang:de)" : "";
            Assert.All(rules, rule => Assert.InRange(rule.Length, 1, 1024));
            Assert.All(rules, rule => Assert.EndsWith(ending, rule, StringComparison.Ordinal));
            string[][] inRules = [.. rules.Select(rule => rule[..^ending.Length].TrimStart('(').TrimEnd(')').Split(" OR "))];
            Assert.Equal(terms, inRules.SelectMany(some => some));
            for (var i = 1; i < rules.Count; i++)
                Assert.True(string.Join(" OR ", inRules[i - 1].Append(inRules[i][0])).Length + (withLanguages ? 2 : 0) + ending.Length > 1024);
        });

    private static IReadOnlyList<string> Rules(string[] terms, string[]? languages = null, string[]? rules = null) =>
        XRuleSet.Of(new() { Track = [.. terms.Select(RunningX.Track)], Languages = languages ?? [], X = new() { Rules = rules ?? [] } });
}
