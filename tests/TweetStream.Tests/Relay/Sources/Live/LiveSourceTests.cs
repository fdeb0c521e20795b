using System.Net.Sockets;
using TweetStream.Relay;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Live;

public sealed class LiveSourceTests
{
    [Fact]
    public async Task It_tells_in_plain_words_what_it_waits_for_and_until_when()
    {
        await using var running = await StartAsync(source => source
            .Then(_ => new Disconnect(DisconnectKind.RateLimited, "HTTP 429: Too Many Requests", TimeSpan.FromSeconds(200)))
            .Then(s => { s.Connect("2 rules in force"); return new Disconnect(DisconnectKind.Dropped, "the other side closed it"); }));
        Assert.Equal(200, (await running.WaitOverAsync()).TotalSeconds);
        await Eventually.HoldsAsync(() => running.Log.All.Count >= 4, "all is told");
        var until = running.Time.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            [
                "Information: scripted: connecting to nowhere",
                $"Warning: scripted: too many requests (HTTP 429: Too Many Requests); waiting 200 s until {until}",
                "Information: scripted: connected; 2 rules in force",
                "Warning: scripted: the connection ended (the other side closed it); connecting again at once",
            ],
            running.Log.All.Take(4));
    }

    [Theory]
    [InlineData(true, "Information: scripted: connected again, gap of 60 s; resumed from cursor 7")]
    [InlineData(false, "Warning: scripted: connected again, gap of 60 s, whose posts are missed")]
    public async Task A_gap_is_told_from_the_last_post_to_the_next_connection(bool resumed, string told)
    {
        await using var running = await StartAsync(source => source
            .Then(s => { s.Connect(); s.Give("1"); return new Disconnect(DisconnectKind.RateLimited, "429", TimeSpan.FromSeconds(60)); })
            .Then(s => { s.Connect(resumed ? "resumed from cursor 7" : "", resumed); return null; }));
        await running.WaitOverAsync();
        await running.ConnectedAsync();
        Assert.Contains(told, running.Log.All);
    }

    [Fact]
    public async Task A_refusal_ends_it_with_the_reason_and_what_to_do()
    {
        await using var running = await StartAsync(source => source.Then(_ => new Disconnect(DisconnectKind.Refused, "HTTP 401: Unauthorized")));
        var refusal = await Assert.ThrowsAsync<SourceRefusedException>(() => running.Running);
        Assert.Equal("HTTP 401: Unauthorized. Ask the doorman", refusal.Message);
    }

    [Fact]
    public async Task What_breaks_before_a_connection_stands_is_waited_for_and_after_it_is_not()
    {
        await using var running = await StartAsync(source => source
            .Then(_ => throw new HttpRequestException("no such host", new SocketException((int)SocketError.HostNotFound)))
            .Then(_ => throw new IOException("reset"))
            .Then(s => { s.Connect(); throw new IOException("reset"); })
            .Then(s => { s.Connect(); throw new IOException("reset"); }));
        Assert.Equal(250, (await running.WaitOverAsync()).TotalMilliseconds);
        Assert.Equal(500, (await running.WaitOverAsync()).TotalMilliseconds);
        Assert.Equal(750, (await running.WaitsAsync()).TotalMilliseconds);
        Assert.Contains("Warning: scripted: the connection ended (reset); connecting again at once", running.Log.All);
    }

    [Fact]
    public async Task What_a_library_gives_up_by_itself_is_no_stop()
    {
        await using var running = await StartAsync(source => source
            .Then(_ => throw new TaskCanceledException("it took too long"))
            .Then(s => { s.Connect(); throw new OperationCanceledException("aborted"); })
            .Then(s => { s.Connect(); return null; }));
        Assert.Equal(250, (await running.WaitOverAsync()).TotalMilliseconds);
        await running.ConnectedAsync();
        Assert.Equal(
            [
                "scripted: no connection (it took too long); waiting 250 ms until " + running.Time.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
                "scripted: the connection ended (aborted); connecting again at once",
            ],
            running.Log.Warnings.Take(2));
    }

    [Fact]
    public async Task Every_minute_it_tells_what_came_and_what_became_of_it()
    {
        await using var running = await StartAsync(
            source => source.Then(s =>
            {
                s.Connect();
                s.Give("yes");
                s.Give("yes");
                s.Give("no");
                return null;
            }),
            new() { Filter = [Filter("yes")] });
        await running.NextPostAsync();
        await Eventually.HoldsAsync(() => running.Source.Counts.Received == 3, "all came");
        running.Time.Advance(TimeSpan.FromMinutes(1));
        running.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            [
                "Information: scripted: 3 posts in the last minute, 1 passed, 1 filtered out, 1 duplicates; nothing came for 60 s",
                "Information: scripted: 0 posts in the last minute, 0 passed, 0 filtered out, 0 duplicates; nothing came for 120 s",
            ],
            running.Log.All.Where(line => line.Contains("minute", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_stops_at_once_however_long_it_waits()
    {
        var running = await StartAsync(source => source.Then(_ => new Disconnect(DisconnectKind.RateLimited, "429")));
        await running.WaitsAsync();
        await running.DisposeAsync();
        Assert.True(running.Running.IsCanceled);
    }

    private static FilterTerm Filter(string term) => FilterTerm.TryParse(term, out var filter, out var reason) ? filter : throw new ArgumentException(reason, nameof(term));

    private static Task<RunningSource> StartAsync(Action<ScriptedSource> script, RelayOptions? options = null) => RunningSource.StartAsync(
        options ?? new(),
        parts =>
        {
            var source = new ScriptedSource(parts);
            script(source);
            return source;
        });
}
