using TweetStream.Tests.Relay.Sources.Bluesky;
using TweetStream.Tests.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Mastodon;
using TweetStream.Tests.Relay.Sources.X;

namespace TweetStream.EndToEnd.Tests.LiveSources;

/// <summary>From each network to a closed window, by the words of the README; the networks are fakes on loopback.</summary>
public sealed class LiveSourceTests : IDisposable
{
    private static readonly Dictionary<string, string> Credentials = new(StringComparer.Ordinal)
    {
        ["TWEETSTREAM__X__BEARERTOKEN"] = FakeX.Token,
        ["TWEETSTREAM__MASTODON__ACCESSTOKEN"] = FakeMastodon.Token,
    };

    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task X_is_counted_by_the_tags_that_X_names()
    {
        await using var x = new FakeX();
        using var run = await LiveRun.StartAsync(_folder, Credentials, "--source", $"x:{Base(x)}", "--track", "#dotnet", "--rule", "orleans lang:en");
        await run.StartCounterAsync();
        var connection = await x.NextAsync();
        Assert.Equal(["#dotnet", "orleans lang:en"], x.Rules.Select(rule => rule.Value).Order());
        await connection.SendAsync(FakeX.Post("1", "cut #dot", ["dotnet", "Orleans"]) + FakeX.Post("2", "none #atall") + "\r\n");
        await connection.EndAsync(FakeX.OperationalDisconnect);
        await (await x.NextAsync()).SendAsync(FakeX.Post("1", "again", ["dotnet", "Orleans"]) + FakeX.Post("3", "日本", ["日本", "DotNet"]));
        await run.PassedAsync(3);
        Assert.Equal(Counts(("#dotnet", 2), ("#orleans", 1), ("#日本", 1)), await run.CountsAsync(3));
        Assert.Contains("x: at most 1,000 posts a day, about $5 a day", run.Relay.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeX.Token, run.Relay.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v1")]
    public async Task Bluesky_is_counted_by_facets_and_tags_and_goes_on_after_a_kill_where_it_was(string version)
    {
        await using var bluesky = new FakeJetstream();
        using var run = await LiveRun.StartAsync(_folder, None, "--source", $"bluesky:{Base(bluesky, "ws")}", "--jetstream", version);
        await Eventually.HoldsAsync(() => bluesky.Subscribers == 1, () => "the relay subscribed");
        for (var i = 0; i < 50; i++)
            bluesky.Post("one #one", "one", i % 2 == 0 ? "even" : "odd");
        await run.PassedAsync(50);
        bluesky.Abort();
        await Eventually.HoldsAsync(() => bluesky.Subscribers == 0, () => "the connection is gone");
        for (var i = 0; i < 10; i++)
            bluesky.Post("between #between", "between");
        await run.PassedAsync(60);
        await run.RestartRelayAsync();
        bluesky.Post("after #after", "after");
        await run.PassedAsync(61);
        await run.StartCounterAsync(from: "earliest");
        Assert.Equal(Counts(("#one", 50), ("#even", 25), ("#odd", 25), ("#between", 10), ("#after", 1)), await run.CountsAsync(61));
    }

    [Fact]
    public async Task Bluesky_comes_compressed_where_that_is_asked_for()
    {
        await using var bluesky = new FakeJetstream();
        using var run = await LiveRun.StartAsync(_folder, None, "--source", $"bluesky:{Base(bluesky, "ws")}", "--jetstream-zstd", "--lang", "en", "--track", "#wanted");
        await run.StartCounterAsync();
        await Eventually.HoldsAsync(() => bluesky.Subscribers == 1, () => "the relay subscribed");
        bluesky.Post("#wanted", "wanted", "more");
        bluesky.Post("#other", "other");
        bluesky.Add(e => e with { Record = FakeJetstreamEvent.RecordOf("#wanted", ["wanted"], "de") });
        bluesky.Post("#Wanted", "Wanted");
        await run.PassedAsync(2);
        Assert.Equal(Counts(("#wanted", 2), ("#more", 1)), await run.CountsAsync(2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mastodon_is_counted_by_its_tags_streamed_or_polled(bool streams)
    {
        await using var mastodon = new FakeMastodon();
        using var run = await LiveRun.StartAsync(_folder, streams ? Credentials : None, "--source", $"mastodon:{Base(mastodon)}", "--track", "#piano", "--mastodon-poll", "5s");
        await run.StartCounterAsync();
        await Connected(run, "mastodon");
        mastodon.Publish("<p>I play <a href=\"https://example.org/tags/piano\">#<span>piano</span></a></p>", "piano", "Music");
        mastodon.Publish("<p>no</p>", "violin");
        mastodon.Publish("<p>again</p>", "Piano");
        await run.PassedAsync(2);
        Assert.Equal("I play #piano", (string)run.Posts[0]["text"]!);
        Assert.Equal(Counts(("#piano", 2), ("#music", 1)), await run.CountsAsync(2));
        Assert.DoesNotContain(FakeMastodon.Token, run.Relay.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_networks_and_a_recording_become_one_stream_with_the_source_named_and_one_filter()
    {
        await using var x = new FakeX();
        await using var bluesky = new FakeJetstream();
        await using var mastodon = new FakeMastodon();
        var recording = _folder.Write("posts.jsonl", """{"text":"recorded #tea","source":"elsewhere"}""" + "\n" + """{"text":"recorded #coffee #ad"}""" + "\n");
        using var run = await LiveRun.StartAsync(
            _folder, Credentials, "--source", $"x:{Base(x)}", "--rule", "tea", "--source", $"bluesky:{Base(bluesky, "ws")}", "--source", $"mastodon:{Base(mastodon)}",
            "--source", "replay:" + recording, "--filter", "-#ad", "--wait-for-clients", "1");
        await run.StartCounterAsync();
        await (await x.NextAsync()).SendAsync(FakeX.Post("1", "t", ["tea"]) + FakeX.Post("2", "t", ["tea", "Ad"]));
        await Eventually.HoldsAsync(() => bluesky.Subscribers == 1, () => "the relay subscribed");
        await Connected(run, "mastodon");
        bluesky.Post("t", "tea");
        bluesky.Post("t", "ad");
        mastodon.Publish("<p>t</p>", "tea");
        await run.PassedAsync(4);
        var named = run.Posts.Select(post => (string)post["source"]!).Order(StringComparer.Ordinal);
        Assert.Equal(["bluesky", "elsewhere", $"mastodon:{mastodon.Address.Authority}", "x"], named.Select(name => name.Replace("mastodon:http://", "mastodon:", StringComparison.Ordinal)));
        Assert.Equal(Counts(("#tea", 4)), await run.CountsAsync(4));
        Assert.Contains("Source x ended; 1 posts passed, 1 filtered out", run.Relay.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"title":"Unauthorized","type":"about:blank"}""", "HTTP 401: Unauthorized")]
    [InlineData(403, """{"title":"Client Forbidden","type":"https://api.x.com/2/problems/client-forbidden"}""", "HTTP 403: Client Forbidden")]
    [InlineData(429, """{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped"}""", "HTTP 429: UsageCapExceeded")]
    public async Task A_network_that_does_not_let_us_in_ends_the_relay_with_the_reason_and_exit_code_3(int status, string problem, string told)
    {
        await using var x = new FakeX();
        x.Refuse(status, problem);
        using var relay = Tweetstream.StartWith(_folder, Credentials, "relay", "--listen", "127.0.0.1:0", "--source", $"x:{Base(x)}", "--track", "#a");
        var ended = await relay.EndAsync();
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(told, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_X_ends_at_once_and_says_how_to_give_one()
    {
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", "127.0.0.1:0", "--source", "x", "--track", "#a");
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("TWEETSTREAM__X__BEARERTOKEN", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_what_is_there_and_what_would_change_and_changes_nothing()
    {
        await using var x = new FakeX();
        await using var bluesky = new FakeJetstream();
        await using var mastodon = new FakeMastodon();
        x.AddRule("cats", "somebody else's");
        using var check = Tweetstream.StartWith(
            _folder, Credentials, "check", "--source", $"x:{Base(x)}", "--track", "#dotnet", "--source", $"bluesky:{Base(bluesky, "ws")}", "--source", $"mastodon:{Base(mastodon)}");
        var ended = await check.EndAsync();
        Assert.Contains("X bearer token: present, from the environment", ended.Output, StringComparison.Ordinal);
        Assert.Contains("rules: 0 in force, would add \"#dotnet\", 1 of others left alone", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeX.Token, ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeMastodon.Token, ended.Output + ended.Errors, StringComparison.Ordinal);
        Assert.Equal(["cats"], x.Rules.Select(rule => rule.Value));
        Assert.Equal(0, ended.ExitCode);
    }

    private static string Base(FakeNetwork network, string scheme = "http") => $"{scheme}://{network.Address.Authority}";

    private static Task Connected(LiveRun run, string network) =>
        Eventually.HoldsAsync(() => run.Relay.Errors.Split('\n').Any(line => line.Contains($"{network}:", StringComparison.Ordinal) && line.Contains("connected", StringComparison.Ordinal)), () => $"{network} is connected: {run.Relay.Errors}");

    private static Dictionary<string, long> Counts(params (string Tag, long Count)[] counts) => counts.ToDictionary(count => count.Tag, count => count.Count);
}
