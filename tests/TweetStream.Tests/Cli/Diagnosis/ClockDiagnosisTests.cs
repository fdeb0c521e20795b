using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Cli.Diagnosis;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Cli.Diagnosis;

public sealed class ClockDiagnosisTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_clock_that_goes_on_as_time_does_is_well()
    {
        var time = new SteppedTime(Start);
        var clock = new ClockDiagnosis(time);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new(Verdict.Ok, "clock: 2026-01-01 12:01:00 UTC, and moves forward"), clock.Find());
    }

    [Theory]
    [InlineData(-30, "set back by 30s")]
    [InlineData(30, "set ahead by 30s")]
    public void A_clock_that_was_set_is_told(int seconds, string told)
    {
        var time = new SteppedTime(Start);
        var clock = new ClockDiagnosis(time);
        time.Step(TimeSpan.FromSeconds(seconds));
        var finding = clock.Find();
        Assert.Equal(Verdict.Warning, finding.Verdict);
        Assert.Contains(told, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Ok", "as that of")]
    [InlineData(-3, "Ok", "as that of")]
    [InlineData(60, "Warning", "60s ahead of")]
    [InlineData(-60, "Warning", "60s behind")]
    [InlineData(600, "Problem", "600s ahead of")]
    public async Task A_clock_is_compared_with_a_server_s(int ahead, string health, string told)
    {
        await using var server = await ServeAsync(Start.ToString("R"));
        var clock = new ClockDiagnosis(new FakeTimeProvider(Start.AddSeconds(ahead)));
        using var http = new HttpClient();
        var finding = await clock.FindOnlineAsync(new(server.Urls.First()), http, CancellationToken.None);
        Assert.Equal(health, finding.Verdict.ToString());
        Assert.Contains(told, finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_a_warning()
    {
        using var http = new HttpClient();
        var finding = await new ClockDiagnosis(TimeProvider.System).FindOnlineAsync(new("http://127.0.0.1:1/"), http, CancellationToken.None);
        Assert.Equal(Verdict.Warning, finding.Verdict);
        Assert.Contains("cannot be compared", finding.Found, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ServeAsync(string date)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(context =>
        {
            context.Response.Headers.Date = date;
            return Task.CompletedTask;
        });
        await server.StartAsync();
        return server;
    }
}
