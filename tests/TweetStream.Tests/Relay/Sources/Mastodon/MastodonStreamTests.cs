using System.Text.Json;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Mastodon;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>With a token: streams over real sockets, in virtual time.</summary>
public sealed class MastodonStreamTests
{
    [Fact]
    public async Task Posts_reach_a_subscriber_with_the_servers_own_tags_and_name()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        var id = followed.Server.Publish("<p>Hello <a href=\"x\">#<span>DotNet</span></a> &amp; all</p>", "dotnet", "hidden");
        var post = JsonDocument.Parse(await followed.Running.NextPostAsync()).RootElement;

        Assert.Equal("Hello #DotNet & all", post.GetProperty("text").GetString());
        Assert.Equal(["dotnet", "hidden"], post.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!));
        Assert.False(post.TryGetProperty("tagger", out _));
        Assert.Equal((id, id), (post.GetProperty("id").GetString(), post.GetProperty("cursor").GetString()));
        Assert.Equal($"mastodon:{followed.Server.Address.Authority}", post.GetProperty("source").GetString());
        Assert.Equal(followed.Running.Source.Name, post.GetProperty("source").GetString());
        Assert.Equal(("en", "ann@fake.example"), (post.GetProperty("lang").GetString(), post.GetProperty("author").GetString()));
        Assert.Equal(id, followed.Running.Source.Position.Latest!.Cursor);
    }

    [Fact]
    public void A_source_is_named_after_its_server_unless_that_is_the_default_one()
    {
        Assert.Equal(("mastodon", "https://mastodon.social"), Names(null));
        Assert.Equal(("mastodon:example.org", "https://example.org"), Names("https://example.org"));
        Assert.Equal(("mastodon:example.org:8443", "https://example.org:8443"), Names("https://example.org:8443"));

        static (string, string) Names(string? address)
        {
            using var source = Create(new() { Sources = [SourceSpec.Network(SourceKind.Mastodon, address is null ? null : new(address))] });
            return (source.Name, source.Endpoint);
        }
    }

    [Fact]
    public void One_token_is_not_sent_to_two_servers()
    {
        SourceSpec[] two = [SourceSpec.Network(SourceKind.Mastodon), SourceSpec.Network(SourceKind.Mastodon, new("https://example.org"))];

        Assert.StartsWith("A Mastodon token is one server's secret", Assert.Throws<SourceRefusedException>(() => Create(new() { Sources = two, Mastodon = new() { AccessToken = "x" } })).Message, StringComparison.Ordinal);
        using var withoutToken = Create(new() { Sources = two });
        using var alone = Create(new() { Sources = two[..1], Mastodon = new() { AccessToken = "x" } });
    }

    [Theory]
    [InlineData(new[] { "#dotnet" }, true, "streaming #dotnet")]
    [InlineData(new[] { "#dotnet", "#DotNet", "#日本 ", "#c" }, true, "streaming #dotnet, #日本 and #c")]
    [InlineData(new[] { "#dotnet", "word" }, false, "streaming the public timeline")]
    [InlineData(new string[0], false, "streaming the public timeline")]
    public async Task Tags_alone_are_streamed_by_themselves(string[] track, bool isTracked, string told)
    {
        await using var followed = await FollowedMastodon.StartAsync(track: track);
        await followed.ReadyAsync();

        Assert.Equal(isTracked, followed.Running.Source.IsTracked);
        Assert.Equal(told, followed.Running.Source.State.Words);
        Assert.Contains($"Information: {followed.Running.Source.Name}: connected; {told}", followed.Running.Log.All);
    }

    [Fact]
    public async Task Each_tag_has_a_stream_and_a_post_with_several_tags_passes_once()
    {
        await using var followed = await FollowedMastodon.StartAsync(track: ["#café", "#c/d", "#b"]);
        await followed.ReadyAsync();
        await followed.StreamsAsync(3);
        followed.Server.Publish("one", "café", "b");
        followed.Server.Publish("two", "c/d");
        followed.Server.Publish("none", "other");
        followed.Server.Publish("three", "b");
        var texts = await followed.TextsAsync(3);

        Assert.Equal(["one", "three", "two"], texts.Order(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => followed.Counts.Duplicates == 1, "the second copy was dropped");
        Assert.Equal(["/api/v1/streaming/hashtag?tag=b", "/api/v1/streaming/hashtag?tag=c%2Fd", "/api/v1/streaming/hashtag?tag=caf%C3%A9"], followed.StreamRequests.Select(asked => asked.PathAndQuery).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_tags_than_a_server_is_asked_for_are_taken_out_of_its_public_timeline()
    {
        await using var followed = await FollowedMastodon.StartAsync(track: [.. Enumerable.Range(0, 11).Select(i => "#tag" + i)]);
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("no", "dotnet");
        followed.Server.Publish("yes", "tag10");

        Assert.Equal(["yes"], await followed.TextsAsync(1));
        Assert.Equal(1, followed.Counts.FilteredOut);
        Assert.False(followed.Running.Source.IsTracked);
        Assert.Contains(followed.Running.Log.All, line => line.EndsWith("streaming the public timeline, where posts with 11 tags are taken from it: a server is asked for at most 10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_post_is_counted_and_the_stream_goes_on()
    {
        await using var followed = await FollowedMastodon.StartAsync(options: new() { MaxLineBytes = 2000 });
        await followed.ReadyAsync();
        followed.Server.Say("delete", "116");
        followed.Server.Say("status.update", """{"id":"1","content":"<p>edited</p>"}""");
        followed.Server.Say("announcement.reaction", """{"name":"x"}""");
        followed.Server.Say("filters_changed", "undefined");
        followed.Server.Say("update", """{"id":"3","content":"boost","reblog":{"id":"2"}}""");
        followed.Server.Say("update", """{"id":"1"}""");
        followed.Server.Say("update", "not JSON");
        followed.Server.Say("update", """{"id":"1","content":""");
        followed.Server.Say("update", """{"id":"1","content":"x""" + new string('x', 2000) + "\"}");
        followed.Server.Say("update", new string('x', 5_000_000));
        followed.Server.Send("rubbish\n\n:\n\ndata\n\nevent: update\n\n");
        followed.Server.Publish("after all that");

        Assert.Equal(["after all that"], await followed.TextsAsync(1));
        Assert.Equal((6, 3, 2), (followed.Running.Tally.Control, followed.Running.Tally.Malformed, followed.Running.Tally.Oversized));
        Assert.Equal(1, followed.Counts.Passed);
    }

    [Fact]
    public async Task A_silent_stream_is_dead_after_a_minute_and_what_was_missed_comes_later()
    {
        await using var followed = await FollowedMastodon.StartAsync();
        await followed.ReadyAsync();
        await followed.StreamsAsync();
        followed.Server.Publish("before");
        await followed.TextsAsync(1);
        followed.Server.IsSilent = true;
        followed.Server.PublishUnheard("meanwhile");
        var told = $"Warning: {followed.Running.Source.Name}: the connection is dead (not a byte for 60 s); connecting again at once";
        await followed.Time.PumpUntilAsync(() => followed.Running.Log.All.Contains(told), TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => followed.StreamRequests.Count == 2, "it connects again while no time passes");
        await followed.TextsAsync(1);

        Assert.True(followed.StreamRequests[1].At - RunningSource.Start >= TimeSpan.FromMinutes(1));
    }

    private static MastodonSource Create(RelayOptions options) => new(options.Sources[0], new(options, new(null, TimeProvider.System), TimeProvider.System, new LogLines()));
}
