using TweetStream.Relay;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.Mastodon;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>Where the streams are, who gets the token, and what happens when they do not come about or end.</summary>
public sealed class MastodonConnectionTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_streams_may_be_elsewhere_and_older_servers_say_it_in_an_older_way(bool hasVersion2, bool hasVersion1)
    {
        await using var elsewhere = new FakeMastodon();
        await using var followed = await FollowedMastodon.StartAsync(server =>
        {
            (server.HasInstanceVersion2, server.HasInstanceVersion1) = (hasVersion2, hasVersion1);
            server.Streaming = hasVersion1 ? elsewhere : null;
        });
        await followed.ReadyAsync();
        followed.Server.Publish("one");

        Assert.Equal(["one"], await followed.TextsAsync(1));
        Assert.Equal((hasVersion1 ? 1 : 0, hasVersion1 ? 0 : 1), (elsewhere.OpenStreams, followed.Server.OpenStreams));
    }

    [Theory]
    [InlineData("http://streaming.example.org")]
    [InlineData("ftp://streaming.example.org")]
    [InlineData("file:///etc/passwd")]
    public async Task The_token_is_not_sent_without_encryption(string address)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamsAt = new(address));
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Contains("which is no encrypted address", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://streaming.example.org", "https://streaming.example.org/")]
    [InlineData("https://streaming.example.org:8443/", "https://streaming.example.org:8443/")]
    [InlineData("ws://127.0.0.1:4000", "http://127.0.0.1:4000/")]
    [InlineData("ws://localhost", "http://localhost/")]
    [InlineData("", "https://example.org/")]
    [InlineData(null, "https://example.org/")]
    public void The_streaming_address_is_one_of_HTTP(string? named, string expected)
    {
        using var server = new MastodonServer(new("https://example.org"), null, TimeProvider.System);

        Assert.Equal(expected, server.StreamingAddress(new("4.5.0", new(new(named, null)), null)).ToString());
    }

    [Fact]
    public async Task When_one_of_several_streams_ends_all_are_made_again_and_each_connection_counts()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.EndsStreams = true, track: [.. Enumerable.Range(0, 10).Select(i => "#tag" + i)]);
        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        // One more at once, then a little later each time: the sixth would be the 51st to 60th connection in 15 minutes.
        Assert.Equal([0.25, 0.5, 0.75, 898.5], waits);
        await Eventually.HoldsAsync(() => followed.StreamRequests.Count == 60, "all streams were asked for again");
    }

    [Theory]
    [InlineData(503, new[] { 5.0, 10, 20, 40 })]
    [InlineData(429, new[] { 60.0, 120, 240, 480 })]
    [InlineData(409, new[] { 5.0, 5, 5, 5 })]
    public async Task A_stream_that_does_not_come_about_is_waited_for_as_the_table_says(int status, double[] seconds)
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamStatus = status);
        var waits = new List<double>();
        foreach (var _ in seconds)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        Assert.Equal(seconds, waits);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_asked_again_a_little_later_each_time()
    {
        await using var followed = await FollowedMastodon.StartAsync(server => server.StreamsAt = new("http://127.0.0.1:1"));
        var waits = new List<double>();
        for (var i = 0; i < 4; i++)
            waits.Add((await followed.Running.WaitOverAsync()).TotalSeconds);

        Assert.Equal([0.25, 0.5, 0.75, 1], waits);
    }

    [Fact]
    public async Task A_refused_token_ends_the_source_and_is_told_nowhere()
    {
        const string Secret = "s3cret-of-mine";
        await using var followed = await FollowedMastodon.StartAsync(token: Secret);
        var refused = await Assert.ThrowsAsync<SourceRefusedException>(followed.ConnectedAsync);

        Assert.Equal($"HTTP 401: Invalid access token. Give an access token of a user of {followed.Running.Source.Endpoint}, made there under Preferences, Development, with the scope read:statuses", refused.Message);
        Assert.All(followed.Server.Requests, asked => Assert.DoesNotContain(Secret, asked.PathAndQuery, StringComparison.Ordinal));
        Assert.All(followed.Server.Requests, asked => Assert.Equal("Bearer " + Secret, asked.Authorization));
        Assert.All(followed.Running.Log.All, line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, new MastodonOptions { AccessToken = Secret }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_tells_what_would_be_done_and_does_nothing()
    {
        await using var server = new FakeMastodon();
        Assert.Equal(
            [$"{Endpoint(server)} answers, version 4.5.0", $"it streams at {Endpoint(server)}", "the token is valid there", "streaming #dotnet and #c"],
            await CheckAsync(server, FakeMastodon.Token, "#dotnet", "#c"));
        Assert.Equal(
            [$"{Endpoint(server)} answers, version 4.5.0", "no token, and none is needed for what is followed", "polling the public timeline every 15 s; a token would stream"],
            await CheckAsync(server, null));

        var wrong = await Assert.ThrowsAsync<DisconnectException>(() => CheckAsync(server, "wrong"));
        Assert.Equal("HTTP 401: Invalid access token", wrong.Message);
        server.HidesTimelines = true;
        var hidden = await Assert.ThrowsAsync<DisconnectException>(() => CheckAsync(server, null));
        Assert.Equal("HTTP 422: This method requires an authenticated user", hidden.Message);
        (server.HasInstanceVersion2, server.HasInstanceVersion1) = (false, false);
        Assert.Equal($"{Endpoint(server)} answers", (await CheckAsync(server, FakeMastodon.Token))[0]);
    }

    private static string Endpoint(FakeMastodon server) => server.Address.GetLeftPart(UriPartial.Authority);

    private static async Task<List<string>> CheckAsync(FakeMastodon server, string? token, params string[] track)
    {
        using var source = Create(FollowedMastodon.Options(server, token, track));
        var told = new List<string>();
        await foreach (var line in source.CheckAsync(CancellationToken.None))
            told.Add(line);
        return told;
    }

    private static MastodonSource Create(RelayOptions options) => new(options.Sources[0], new(options, new(null, TimeProvider.System), TimeProvider.System, new LogLines()));
}
