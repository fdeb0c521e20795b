using System.Net;
using System.Net.Sockets;
using TweetStream.Web;

namespace TweetStream.Tests.Web;

public sealed class HttpServerTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/page.js")]
    [InlineData("/api/state")]
    [InlineData("/nothing-here")]
    public async Task Every_answer_tells_browsers_what_they_may_do(string path)
    {
        await using var served = await ServedPage.StartAsync();
        using var answer = await served.Client.GetAsync(path);
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_name_from_elsewhere_does_not_lead_to_what_only_this_machine_may_read()
    {
        await using var served = await ServedPage.StartAsync();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/state") { Headers = { Host = "evil.example" } };
        using var local = new HttpRequestMessage(HttpMethod.Get, "/api/state") { Headers = { Host = "localhost" } };
        using var refused = await served.Client.SendAsync(rebound);
        using var answered = await served.Client.SendAsync(local);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Where_others_may_come_they_may_use_any_name()
    {
        await using var served = await ServedPage.StartAsync(address: IPAddress.Any);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{served.Client.BaseAddress!.Port}/api/state") { Headers = { Host = "trends.example" } };
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Nothing_can_be_changed(string method)
    {
        await using var served = await ServedPage.StartAsync();
        using var request = new HttpRequestMessage(new(method), "/api/windows");
        using var answer = await served.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_watches_does_not_hold_up_the_end()
    {
        await using var served = await ServedPage.StartAsync();
        served.Show(NumberedWindows.At(0));
        using var answer = await served.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("event: window", await events.ReadLineAsync());

        await served.StopAsync();

        while (await events.ReadLineAsync() is not null)
        {
        }
    }

    [Fact]
    public async Task A_taken_port_is_told_unless_another_will_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = (IPEndPoint)taken.LocalEndpoint;
        var strict = new HttpServer(new(address), [], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var easy = new HttpServer(new(address, AnyPortIfTaken: true), [], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

        var told = await Assert.ThrowsAsync<IOException>(() => strict.StartAsync(CancellationToken.None));
        Assert.Contains(address.ToString(), told.Message, StringComparison.Ordinal);
        await easy.StartAsync(CancellationToken.None);
        Assert.NotEqual(address.Port, easy.Address.Port);
        await easy.StopAsync(CancellationToken.None);
    }
}
