using CsCheck;
using TweetStream.Relay;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.X;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>The account's rules, against a server that keeps them.</summary>
public sealed class XRulesTests : IAsyncDisposable
{
    private readonly FakeX _fake = new();
    private readonly SourceHttp _http;
    private readonly XRules _rules;

    public XRulesTests()
    {
        _http = new(_fake.Address, FakeX.Token, TimeProvider.System);
        _rules = new(_http, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task What_is_missing_is_added_before_what_is_surplus_is_deleted()
    {
        AddOurs("kept");
        AddOurs("old");
        _fake.AddRule("a stranger's", "theirs");
        _fake.BeforeRules(() => { });
        _fake.BeforeRules(() => Assert.DoesNotContain("new", Values()));
        _fake.BeforeRules(() => Assert.Equal(["kept", "old", "a stranger's", "new"], Values()));
        Assert.Equal("2 rules in force, 1 added, 1 deleted, 1 of others left alone", (await Synchronise("kept", "new")).ToString());
        Assert.Equal(["kept", "a stranger's", "new"], Values());
        Assert.All(_fake.Rules.Where(rule => rule.Value is "kept" or "new"), rule => Assert.Equal(XRule.TagOf(rule.Value), rule.Tag));
        Assert.Equal(3, _fake.Requests.Count);
    }

    [Fact]
    public async Task A_rule_that_somebody_else_has_added_meanwhile_counts_as_there()
    {
        _fake.BeforeRules(() => { });
        _fake.BeforeRules(() => AddOurs("new"));
        Assert.Equal("1 rule in force", (await Synchronise("new")).ToString());
        Assert.Equal(["new"], Values());
    }

    [Fact]
    public async Task A_rule_that_X_takes_for_a_wanted_one_is_not_deleted()
    {
        var there = AddOurs("(a  OR b)");
        _fake.BeforeRules(() => { });
        _fake.RefuseRules(200, $$"""{"errors":[{"value":"(a OR b)","id":"{{there.Id}}","title":"DuplicateRule","type":"https://api.x.com/2/problems/duplicate-rules"}]}""");
        await Synchronise("(a OR b)");
        Assert.Equal([there], _fake.Rules);
    }

    [Fact]
    public async Task A_rule_that_somebody_else_has_deleted_meanwhile_is_gone_as_it_should_be()
    {
        AddOurs("old");
        _fake.AddRule("theirs");
        _fake.BeforeRules(() => { });
        _fake.BeforeRules(() => Assert.Equal(2, _fake.Rules.Count));
        _fake.BeforeRules(() => _fake.ClearRules());
        Assert.Equal(1, (await Synchronise("new")).Deleted);
    }

    [Fact]
    public async Task Many_pages_are_read()
    {
        _fake.PageSize = 3;
        foreach (var i in Enumerable.Range(0, 10))
            AddOurs($"r{i}");
        await Synchronise("r9");
        Assert.Equal(["r9"], Values());
    }

    [Fact]
    public async Task Many_rules_are_added_and_deleted()
    {
        string[] wanted = [.. Enumerable.Range(0, 450).Select(i => $"r{i}")];
        Assert.Equal(450, (await Synchronise(wanted)).Added);
        Assert.Equal(wanted, Values());
        Assert.Equal(449, (await Synchronise("r7")).Deleted);
        Assert.Equal(["r7"], Values());
    }

    [Fact]
    public async Task A_rule_that_X_does_not_take_is_named_with_X_s_own_words()
    {
        _fake.IsInvalid = value => value == "has:media";
        var refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => Synchronise("has:media"));
        Assert.StartsWith("X does not take the rule has:media (no viable alternative at input 'has:media' (at position 1)).", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => Synchronise("fine", "has:media"));
        Assert.StartsWith("X does not take the rule has:media", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_account_is_full_of_our_old_rules_these_go_first()
    {
        _fake.MaxRules = 3;
        AddOurs("old 1");
        AddOurs("old 2");
        _fake.AddRule("theirs");
        Assert.Equal("2 rules in force, 2 added, 2 deleted, 1 of others left alone", (await Synchronise("new 1", "new 2")).ToString());
        Assert.Equal(["theirs", "new 1", "new 2"], Values());
    }

    [Fact]
    public async Task Where_the_account_is_full_of_others_rules_it_is_a_refusal()
    {
        _fake.MaxRules = 1;
        _fake.AddRule("theirs");
        var full = await Assert.ThrowsAsync<DisconnectException>(() => Synchronise("new"));
        Assert.Equal(DisconnectKind.Refused, full.Disconnect.Kind);
        Assert.Equal("HTTP 422: RulesCapExceeded: RulesCapExceeded it is", full.Message);
        Assert.Contains("Delete rules of the account", XProblem.Remedy(full.Disconnect), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_wanted_and_nothing_left_it_says_what_to_give()
    {
        AddOurs("old");
        var refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => Synchronise());
        Assert.Contains("--track or --rule", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_fake.Rules);
    }

    [Fact]
    public async Task Where_nothing_is_wanted_others_rules_are_used()
    {
        await using var x = await RunningX.StartAsync(RunningX.Options with { Track = [] }, fake => fake.AddRule("theirs"));
        await x.Fake.NextAsync();
        await x.Source.ConnectedAsync();
        Assert.Equal("0 rules in force, 1 of others left alone", x.Source.Source.State.Words);
        Assert.Contains(x.Log.Warnings, line => line.Contains("1 of the account's rules were made by others and are in force as well", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_read_is_trouble_of_X(string answer)
    {
        _fake.RefuseRules(200, answer);
        var trouble = await Assert.ThrowsAsync<DisconnectException>(() => Synchronise("new"));
        Assert.Equal(DisconnectKind.ServerTrouble, trouble.Disconnect.Kind);
    }

    /// <summary>Whatever is in the account: others' rules stay, of ours those that are wanted are there, and then nothing changes any more.</summary>
    [Fact]
    public async Task No_account_makes_it_touch_what_is_not_ours()
    {
        var value = Gen.Int[0, 9].Select(i => $"rule {i}");
        var account = Gen.Select(value, Gen.Int[0, 4].Select(i => ((string?[])["tweetstream:", "tweetstream", "theirs", "", null])[i])).Array[0, 12];
        await Gen.Select(account, value.Array[0, 6], Gen.Int[1, 4]).SampleAsync(
            async (there, wanted, page) =>
            {
                wanted = [.. wanted.Distinct(StringComparer.Ordinal)];
                _fake.ClearRules();
                _fake.PageSize = page;
                foreach (var (rule, tag) in there)
                    _fake.AddRule(rule, tag == "tweetstream:" ? XRule.TagOf(rule) : tag);
                var others = _fake.Rules.Where(rule => !IsOurs(rule)).ToList();
                if (wanted.Length == 0 && others.Count == 0)
                    return;
                await Synchronise(wanted);
                var after = _fake.Rules;
                Assert.Equal(others, after.Where(rule => !IsOurs(rule)));
                Assert.Equal(
                    wanted.Where(rule => others.All(other => other.Value != rule) || there.Contains((rule, "tweetstream:"))).Order(StringComparer.Ordinal),
                    after.Where(IsOurs).Select(rule => rule.Value).Order(StringComparer.Ordinal));
                var second = await Synchronise(wanted);
                Assert.Equal((0, 0), (second.Added, second.Deleted));
                Assert.Equal(after, _fake.Rules);
            },
            iter: 200,
            threads: 1);
    }

    private static bool IsOurs(FakeRule rule) => rule.Tag?.StartsWith("tweetstream:", StringComparison.Ordinal) == true;

    private Task<XRuleState> Synchronise(params string[] wanted) => _rules.SynchroniseAsync(wanted, default);

    private FakeRule AddOurs(string value) => _fake.AddRule(value, XRule.TagOf(value));

    private IEnumerable<string> Values() => _fake.Rules.Select(rule => rule.Value);
}
