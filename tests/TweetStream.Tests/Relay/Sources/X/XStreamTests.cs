using System.Text;
using System.Text.Json;
using TweetStream.Archive;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.X;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>What comes on the stream, line by line.</summary>
public sealed class XStreamTests
{
    private const string NotByTweetinvi = "Tweetinvi ends a stream at a line that is no whole JSON object, without showing it.";

    [Fact]
    public void Without_a_token_it_says_how_to_give_one()
    {
        var refusal = Refusal(SourceKind.X, new());
        Assert.Contains("TWEETSTREAM__X__BEARERTOKEN", refusal, StringComparison.Ordinal);
        Assert.Contains("dotnet user-secrets", refusal, StringComparison.Ordinal);
        Assert.Contains("--x-token-file", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Tweetinvi_it_says_how_to_build_it_in() =>
        Assert.Contains("dotnet build -p:WithTweetinvi=true", Refusal(SourceKind.XTweetinvi, RunningX.Options with { X = RunningX.Options.X with { Tweetinvi = null } }), StringComparison.Ordinal);

    [Fact]
    public void Its_address_is_that_of_X_unless_another_is_given()
    {
        Assert.Equal("https://api.x.com", Create(SourceKind.X, RunningX.Options).Endpoint);
        Assert.Equal("http://127.0.0.1:8080", new XSource(SourceSpec.Network(SourceKind.X, new("http://127.0.0.1:8080")), Parts(RunningX.Options)).Endpoint);
    }

    [Fact]
    public async Task A_post_has_the_tags_that_X_found_and_the_rest_of_what_X_says()
    {
        await using var x = await RunningX.StartAsync();
        var connection = await x.Fake.NextAsync();
        Assert.Equal("/2/tweets/search/stream?tweet.fields=created_at,entities,lang,author_id,note_tweet", connection.PathAndQuery);
        await connection.SendAsync(FakeX.Post("1987", "#DotNet &amp; #C rocks #1", ["DotNet", "C"], lang: "de", extra: ",\"unheard_of\":{\"a\":[1]}"));
        var post = JsonDocument.Parse(await x.Source.NextPostAsync()).RootElement;
        Assert.Equal("x", post.GetProperty("source").GetString());
        Assert.Equal("1987", post.GetProperty("id").GetString());
        Assert.Equal("#DotNet & #C rocks #1", post.GetProperty("text").GetString());
        Assert.Equal("de", post.GetProperty("lang").GetString());
        Assert.Equal("7", post.GetProperty("author").GetString());
        Assert.Equal(["DotNet", "C"], post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("1987", x.Source.Source.Position.Latest?.Cursor);
    }

    [Fact]
    public async Task A_long_post_has_the_tags_of_its_whole_text()
    {
        await using var x = await RunningX.StartAsync();
        await (await x.Fake.NextAsync()).SendAsync("""
            {"data":{"id":"5","text":"short #one","entities":{"hashtags":[{"tag":"one"}]},"note_tweet":{"text":"long #one and #two","entities":{"hashtags":[{"tag":"one"},{"tag":"two"}]}}}}
            """ + "\r\n");
        var post = JsonDocument.Parse(await x.Source.NextPostAsync()).RootElement;
        Assert.Equal("long #one and #two", post.GetProperty("text").GetString());
        Assert.Equal(["one", "two"], post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task A_post_need_not_meet_a_track_term_for_X_has_looked_at_that()
    {
        await using var x = await RunningX.StartAsync();
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("1", "nothing of the kind"));
        Assert.Contains("nothing of the kind", await x.Source.NextPostAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in", "id")]
    [InlineData("iw", "he")]
    public async Task A_language_that_X_spells_as_of_old_meets_its_tag_of_today(string spelt, string tag)
    {
        await using var x = await RunningX.StartAsync(RunningX.Options with { Languages = [tag] });
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("1", "first", lang: spelt));
        Assert.Contains($"\"lang\":\"{tag}\"", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Equal($"#dotnet lang:{spelt}", Assert.Single(x.Fake.Rules).Value);
    }

    [Fact]
    public async Task Errors_beside_a_post_do_not_end_the_stream_and_are_told_once_a_minute()
    {
        await using var x = await RunningX.StartAsync();
        var connection = await x.Fake.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync(FakeX.Post($"{i}", "quotes a gone post", extra: $",\"errors\":[{FakeX.Problem("Not Found Error", "resource-not-found")}]"));
            await x.Source.NextPostAsync();
        }

        Assert.Equal([$"{RunningX.Name}: 1 error beside posts, which pass all the same: Not Found Error: Not Found Error it is"], x.Log.Warnings);
        await AdvanceWithLifeAsync(x, connection, TimeSpan.FromSeconds(60));
        await connection.SendAsync(FakeX.Post("9", "another", extra: $",\"errors\":[{FakeX.Problem("Not Found Error", "resource-not-found")}]"));
        await x.Source.NextPostAsync();
        Assert.Equal($"{RunningX.Name}: 3 errors beside posts, which pass all the same: Not Found Error: Not Found Error it is", x.Log.Warnings[^1]);
        Assert.Equal(LivePhase.Connected, x.Source.Source.State.Phase);
    }

    [SkippableFact]
    public async Task What_cannot_be_read_is_counted_and_kept_and_the_stream_goes_on()
    {
        Skip.If(RunningX.Library is not null, NotByTweetinvi);
        using var folder = new TemporaryFolder();
        using var letters = new DeadLetters(folder.Path("letters"));
        await using var x = await RunningX.StartAsync(tally: time => new(letters, time));
        var connection = await x.Fake.NextAsync();
        await connection.SendAsync("{\"data\":{\"id\":\"1\"}}\r\n{\"data\":[]}\r\nnonsense\r\n{\"data\":{\"id\":\r\n{\"limit\":{\"track\":3}}\r\n");
        await connection.SendAsync(FakeX.Post("2", "fine"));
        Assert.Contains("fine", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Equal((4, 1), (x.Tally.Malformed, x.Tally.Control));
        Assert.Equal(4, letters.Count);
        Assert.Equal(LivePhase.Connected, x.Source.Source.State.Phase);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_last_line_that_is_cut_within_a_character_is_counted_and_kept(bool broken)
    {
        Skip.If(RunningX.Library is not null, NotByTweetinvi);
        using var folder = new TemporaryFolder();
        using var letters = new DeadLetters(folder.Path("letters"));
        await using var x = await RunningX.StartAsync(tally: time => new(letters, time));
        var connection = await x.Fake.NextAsync();
        var bytes = Encoding.UTF8.GetBytes(FakeX.Post("1", "whole") + "{\"data\":{\"id\":\"2\",\"text\":\"日本");
        await connection.SendAsync(bytes.AsMemory(..^1));
        await x.Source.NextPostAsync();
        if (broken)
            connection.Abort();
        else
            await connection.EndAsync();

        var second = await x.Fake.NextAsync();
        await second.SendAsync(FakeX.Post("3", "next"));
        await x.Source.NextPostAsync();
        Assert.Equal(1, x.Tally.Malformed);
        Assert.Equal(1, letters.Count);
    }

    [Fact]
    public async Task Posts_that_X_delivers_again_pass_once()
    {
        await using var x = await RunningX.StartAsync(RunningX.Options with { X = RunningX.Options.X with { BackfillMinutes = 5 } });
        var connection = await x.Fake.NextAsync();
        await connection.SendAsync(FakeX.Post("1", "one") + FakeX.Post("2", "two"));
        await x.Source.NextPostAsync();
        await x.Source.NextPostAsync();
        await connection.EndAsync();
        connection = await x.Fake.NextAsync();
        await connection.SendAsync(FakeX.Post("2", "two") + FakeX.Post("1", "one") + FakeX.Post("3", "three"));
        Assert.Contains("three", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Equal(2, x.Source.Source.Counts.Duplicates);
    }

    [Fact]
    public async Task Only_what_was_missed_is_asked_for_again_in_whole_minutes()
    {
        await using var x = await RunningX.StartAsync(RunningX.Options with { X = RunningX.Options.X with { BackfillMinutes = 3 } });
        var connection = await x.Fake.NextAsync();
        Assert.DoesNotContain("backfill", connection.PathAndQuery, StringComparison.Ordinal);
        await connection.EndAsync();
        connection = await x.Fake.NextAsync();
        Assert.EndsWith("&backfill_minutes=1", connection.PathAndQuery, StringComparison.Ordinal);
        x.Fake.Refuse(429, times: 1);
        await connection.EndAsync();
        await x.Source.WaitOverAsync(); // a quarter of a second
        await x.Source.WaitOverAsync(); // a minute
        connection = await x.Fake.NextAsync();
        Assert.EndsWith("&backfill_minutes=2", connection.PathAndQuery, StringComparison.Ordinal);
        await x.Source.ConnectedAsync();
        Assert.Contains($"Information: {RunningX.Name}: connected again, gap of 60 s; 1 rule in force; the last 2 min come again", x.Log.All);
        x.Fake.Refuse(429, resetIn: TimeSpan.FromMinutes(10));
        await connection.EndAsync();
        await x.Source.WaitOverAsync();
        await x.Source.WaitOverAsync();
        connection = await x.Fake.NextAsync();
        Assert.EndsWith("&backfill_minutes=3", connection.PathAndQuery, StringComparison.Ordinal);
        await x.Source.ConnectedAsync();
        Assert.Contains(x.Log.Warnings, line => line.Contains("whose posts are missed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(90, "&backfill_minutes=2")]
    [InlineData(301, "")]
    public async Task After_a_restart_the_last_minutes_are_asked_for_where_these_are_all(int seconds, string expected)
    {
        var options = RunningX.Options with { X = RunningX.Options.X with { BackfillMinutes = 5 } };
        await using var x = await RunningX.StartAsync(options, restored: new("1", RunningSource.Start - TimeSpan.FromSeconds(seconds)));
        Assert.EndsWith("note_tweet" + expected, (await x.Fake.NextAsync()).PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_tells_what_it_would_do_and_does_nothing()
    {
        await using var fake = new FakeX();
        fake.AddRule("cats");
        fake.AddRule("#old", XRule.TagOf("#old"));
        var source = new XSource(SourceSpec.Network(SourceKind.X, fake.Address), Parts(RunningX.Options));
        var lines = new List<string>();
        await foreach (var line in source.CheckAsync(default))
            lines.Add(line);
        Assert.Equal(
            [
                "rules: 0 in force, would add \"#dotnet\", would delete \"#old\", 1 of others left alone",
                "price: at most 1,000 posts a day, about $5 a day at $0.005 a post",
            ],
            lines);
        Assert.Equal(["cats", "#old"], fake.Rules.Select(rule => rule.Value));
        Assert.Equal(["/2/tweets/search/stream/rules?dry_run=true"], fake.RuleChanges.Select(change => change.PathAndQuery));
    }

    // Time passes, and every 20 s a blank line comes, and another one that shows when it has been read.
    internal static async Task AdvanceWithLifeAsync(RunningX x, FakeConnection connection, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(20))
        {
            x.Time.Advance(TimeSpan.FromSeconds(20));
            var read = x.Tally.Control;
            await connection.KeepAliveAsync();
            await connection.SendAsync("{\"limit\":{\"track\":1}}\r\n");
            await Eventually.HoldsAsync(() => x.Tally.Control > read, "the source has read the line");
        }
    }

    private static LiveParts Parts(RelayOptions options) => new(options, new(null, TimeProvider.System), TimeProvider.System, new LogLines());

    private static XSource Create(SourceKind kind, RelayOptions options) => new(SourceSpec.Network(kind), Parts(options));

    private static string Refusal(SourceKind kind, RelayOptions options) => Assert.Throws<SourceRefusedException>(() => Create(kind, options)).Message;
}
