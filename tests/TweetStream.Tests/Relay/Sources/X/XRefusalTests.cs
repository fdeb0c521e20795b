using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>Where X does not let us in: what a person is told, and what nobody is.</summary>
public sealed class XRefusalTests
{
    [Theory]
    [InlineData(400, """{"title":"Invalid Request","detail":"what is this?"}""", "HTTP 400: Invalid Request: what is this?. X does not understand the request")]
    [InlineData(401, """{"title":"Unauthorized","detail":"who are you?"}""", "HTTP 401: Unauthorized: who are you?. The bearer token is wrong")]
    [InlineData(402, """{"title":"CreditsDepleted","detail":"no credits","type":"https://api.x.com/2/problems/credits"}""", "HTTP 402: CreditsDepleted: no credits. Buy credits")]
    [InlineData(403, """{"title":"Client Forbidden","detail":"no access","type":"https://api.x.com/2/problems/client-forbidden"}""", "HTTP 403: Client Forbidden: no access. The app, or its plan, has no access to the filtered stream")]
    [InlineData(429, """{"title":"UsageCapExceeded","detail":"Usage cap exceeded: Monthly product cap","type":"https://api.x.com/2/problems/usage-capped"}""", "HTTP 429: UsageCapExceeded: Usage cap exceeded: Monthly product cap. Buy credits")]
    public async Task Where_X_refuses_it_ends_and_says_why_and_what_to_do(int status, string problem, string expected)
    {
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(status, problem));
        Assert.StartsWith(expected, await RefusalAsync(x), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_X_refuses_on_the_stream_it_ends_as_well()
    {
        await using var x = await RunningX.StartAsync();
        await (await x.Fake.NextAsync()).EndAsync($$"""{"errors":[{{FakeX.Problem("UsageCapExceeded", "usage-capped")}}]}""" + "\r\n");
        Assert.StartsWith("X says: UsageCapExceeded: UsageCapExceeded it is. Buy credits", await RefusalAsync(x), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = new FakeX();
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(302, "", location: elsewhere.Address));
        Assert.StartsWith("HTTP 302 Found. Check the address", await RefusalAsync(x), StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task The_token_is_told_to_nobody_even_where_X_repeats_it()
    {
        var echo = FakeX.Problem($"{FakeX.Token} is no good", "whatever");
        await using var x = await RunningX.StartAsync(prepare: fake => fake.Refuse(503, echo));
        Assert.Equal(5, (await x.Source.WaitOverAsync()).TotalSeconds);
        await (await x.Fake.NextAsync()).EndAsync($$"""{"errors":[{{echo}}]}""" + "\r\n");
        await x.Fake.NextAsync();
        await x.RestartAsync(RunningX.Options with { X = RunningX.Options.X with { BearerToken = FakeX.Token + "x" } });
        var refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => x.Source.Running);
        x.Fake.Refuse(401, echo);
        await x.RestartAsync(RunningX.Options);
        var second = await Assert.ThrowsAsync<SourceRefusedException>(() => x.Source.Running);
        Assert.Contains("***", second.Message, StringComparison.Ordinal);
        Assert.All(x.Log.All.Append(refusal.ToString()).Append(second.ToString()).Append(RunningX.Options.ToString()), line => Assert.DoesNotContain(FakeX.Token, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_is_no_end()
    {
        using var http = new SourceHttp(new("http://127.0.0.1"), null, new FakeTimeProvider(), new Late());
        var late = await Assert.ThrowsAsync<DisconnectException>(() => http.GetAsync("", default));
        Assert.Equal(DisconnectKind.Unreachable, late.Disconnect.Kind);
    }

    private static async Task<string> RefusalAsync(RunningX x) => (await Assert.ThrowsAsync<SourceRefusedException>(() => x.Source.Running.WaitAsync(Patience.Limit, TimeProvider.System))).Message;

    // As a handler ends a connection that takes longer than it may.
    private sealed class Late : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new TaskCanceledException("late", new TimeoutException()));
    }
}
