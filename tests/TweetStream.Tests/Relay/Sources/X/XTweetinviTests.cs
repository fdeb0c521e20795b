using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.X;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>The stream through a library that asks for another address, without credentials and without an idea of failure.</summary>
public sealed class XTweetinviTests
{
    private static readonly RelayOptions Options = RunningX.Options with { X = RunningX.Options.X with { Tweetinvi = OpenAsync } };

    [Fact]
    public async Task Its_request_goes_to_our_address_with_our_token()
    {
        await using var x = await RunningX.StartAsync(Options, kind: SourceKind.XTweetinvi);
        var connection = await x.Fake.NextAsync();
        await connection.SendAsync(FakeX.Post("1", "by Tweetinvi", ["one"]));
        Assert.Contains("\"source\":\"x\"", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Equal("/2/tweets/search/stream?tweet.fields=created_at,entities,lang,author_id,note_tweet", connection.PathAndQuery);
        Assert.Equal(("x-tweetinvi", "x"), (x.Source.Source.Name, x.Source.Source.SourceOfPosts));
        Assert.Single(x.Fake.Rules);
    }

    [Fact]
    public async Task Its_failures_are_waited_for_as_ours()
    {
        await using var x = await RunningX.StartAsync(Options, fake => fake.Refuse(503, times: 2), kind: SourceKind.XTweetinvi);
        Assert.Equal(5, (await x.Source.WaitOverAsync()).TotalSeconds);
        Assert.Equal(10, (await x.Source.WaitOverAsync()).TotalSeconds);
        await x.Source.ConnectedAsync();
    }

    [Fact]
    public async Task A_refusal_that_it_wraps_is_a_refusal_all_the_same()
    {
        var wrapping = Options with { X = Options.X with { Tweetinvi = Wrap } };
        await using var x = await RunningX.StartAsync(wrapping, fake => fake.Refuse(403, """{"title":"Forbidden"}"""), kind: SourceKind.XTweetinvi);
        var refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => x.Source.Running);
        Assert.StartsWith("HTTP 403: Forbidden.", refusal.Message, StringComparison.Ordinal);

        static async Task<Stream> Wrap(string path, HttpMessageHandler handler, CancellationToken stop)
        {
            try
            {
                return await OpenAsync(path, handler, stop);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new InvalidOperationException("the library is at a loss", failure);
            }
        }
    }

    [Fact]
    public async Task A_failure_of_its_own_does_not_end_the_source()
    {
        var failing = Options with { X = Options.X with { Tweetinvi = (_, _, _) => throw new InvalidOperationException($"broken with {FakeX.Token}") } };
        await using var x = await RunningX.StartAsync(failing, kind: SourceKind.XTweetinvi);
        await x.Source.WaitOverAsync();
        Assert.Contains(x.Log.Warnings, line => line.StartsWith("x-tweetinvi: no connection (broken with ***); waiting 250 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Silence_shows_through_it()
    {
        await using var x = await RunningX.StartAsync(Options, kind: SourceKind.XTweetinvi);
        await x.Fake.NextAsync();
        await x.Source.ConnectedAsync();
        await x.Time.PumpUntilAsync(() => x.Log.Warnings.Count > 0, TimeSpan.FromSeconds(1));
        Assert.Contains("not a byte for 30 s", x.Log.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_told_to_read_no_more_when_the_source_leaves_the_stream(bool isCapReached)
    {
        var streams = new List<CancellationToken>();
        var told = Options with { X = Options.X with { MaxPostsPerDay = isCapReached ? 1 : 1000, Tweetinvi = Tell } };
        await using var x = await RunningX.StartAsync(told, kind: SourceKind.XTweetinvi);
        var connection = await x.Fake.NextAsync();
        Assert.False(streams[0].IsCancellationRequested);
        await connection.SendAsync(isCapReached ? FakeX.Post("1", "one") : FakeX.TooManyConnections + "\r\n");
        await x.Source.WaitsAsync();
        Assert.True(streams[0].IsCancellationRequested);

        Task<Stream> Tell(string path, HttpMessageHandler handler, CancellationToken stop)
        {
            streams.Add(stop);
            return OpenAsync(path, handler, stop);
        }
    }

    [Fact]
    public async Task It_may_not_ask_for_the_stream_a_second_time()
    {
        await using var fake = new FakeX();
        fake.AddRule("any");
        using var http = new SourceHttp(fake.Address, FakeX.Token, TimeProvider.System);
        using var handler = new XStreamHandler(http, TimeSpan.FromSeconds(30), TimeProvider.System);
        await (await OpenAsync("2/tweets/search/stream", handler, default)).DisposeAsync();
        var second = await Assert.ThrowsAsync<DisconnectException>(() => OpenAsync("2/tweets/search/stream", handler, default));
        Assert.Equal(DisconnectKind.Dropped, second.Disconnect.Kind);
        Assert.Single(fake.Requests);
    }

    private static async Task<Stream> OpenAsync(string pathAndQuery, HttpMessageHandler handler, CancellationToken stop)
    {
        using var library = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new("https://api.twitter.com"), pathAndQuery));
        var response = await library.SendAsync(request, stop);
        return await response.Content.ReadAsStreamAsync(stop);
    }
}
