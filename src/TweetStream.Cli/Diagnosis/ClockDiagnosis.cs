using System.Globalization;

namespace TweetStream.Cli.Diagnosis;

/// <summary>Whether the clock goes on as time does, from when this was made, and whether it is right as others see it.</summary>
internal sealed class ClockDiagnosis(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    // The header tells whole seconds, and an answer is under way.
    private static readonly TimeSpan OnlineTolerance = TimeSpan.FromSeconds(5);

    // A post stamped further ahead than this counts at its arrival.
    private static readonly TimeSpan OnlineLimit = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public Finding Find()
    {
        var step = time.GetUtcNow() - _start - time.GetElapsedTime(_timestamp);
        var now = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return step.Duration() <= Tolerance
            ? new(Verdict.Ok, $"clock: {now}, and moves forward")
            : new(Verdict.Warning, string.Create(CultureInfo.InvariantCulture, $"clock: {now}; it was set {(step < TimeSpan.Zero ? "back" : "ahead")} by {step.Duration().TotalSeconds:0.#}s while this looked on"), "let a time service (chrony, systemd-timesyncd) keep it");
    }

    public static Finding TimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
        ? new(Verdict.Ok, $"time zones: there are data; this machine is in {TimeZoneInfo.Local.Id}")
        : new(Verdict.Warning, "time zones: there are no data, so that every time is shown in UTC", "on Debian and Ubuntu: apt install tzdata");

    /// <summary>Compares it with a server's.</summary>
    public async Task<Finding> FindOnlineAsync(Uri server, HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, server), stop);
            return answer.Headers.Date is { } date
                ? Compare(time.GetUtcNow() - date, server)
                : new(Verdict.Warning, $"clock: {server.Host} does not tell the time");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new(Verdict.Warning, $"clock: cannot be compared with that of {server.Host} ({failure.Message})", "leave out --online where there is no network");
        }
    }

    private static Finding Compare(TimeSpan ahead, Uri server)
    {
        var difference = ahead.Duration();
        var found = string.Create(CultureInfo.InvariantCulture, $"clock: {difference.TotalSeconds:0}s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} that of {server.Host}");
        const string advice = "let a time service (chrony, systemd-timesyncd) set it";
        return difference <= OnlineTolerance ? new(Verdict.Ok, $"clock: as that of {server.Host}")
            : difference <= OnlineLimit ? new(Verdict.Warning, found, advice)
            : new(Verdict.Problem, found, advice);
    }
}
