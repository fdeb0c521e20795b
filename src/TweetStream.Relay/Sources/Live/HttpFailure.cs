using System.Globalization;
using System.Text.Json;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// What an HTTP answer that is not the one hoped for means for the <see cref="ReconnectPolicy"/>: by its status, the times in
/// its headers, and the problem in its body.
/// </summary>
internal static class HttpFailure
{
    private const int MaxProblemBytes = 16 * 1024;
    private const int MaxReasonLength = 300;

    public static async Task<Disconnect> ExplainAsync(HttpResponseMessage response, TimeProvider time, CancellationToken stop)
    {
        var problem = await ReadProblemAsync(response, stop);
        var kind = (int)response.StatusCode switch
        {
            _ when SourceProblem.IsUsedUp(problem) => DisconnectKind.Refused,
            429 => DisconnectKind.RateLimited,
            408 or >= 500 => DisconnectKind.ServerTrouble,
            409 => DisconnectKind.NotReady,
            _ => DisconnectKind.Refused,
        };
        return new(kind, Reason(response, problem), NotBefore(kind, response, response.Headers.Date ?? time.GetUtcNow()))
        {
            Status = (int)response.StatusCode,
            Problem = problem,
        };
    }

    private static string Reason(HttpResponseMessage response, JsonElement problem)
    {
        var said = SourceProblem.Text(problem);
        var status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} {(said.Length > 0 ? "" : response.ReasonPhrase)}").TrimEnd();
        return said.Length > 0 ? $"{status}: {said[..Math.Min(said.Length, MaxReasonLength)]}" : status;
    }

    private static async Task<JsonElement> ReadProblemAsync(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop);
            var bytes = new byte[MaxProblemBytes];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
            return SourceProblem.Parse(bytes.AsMemory(0, length));
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return default;
        }
    }

    // Theirs is the clock that counts. Networks tell with every answer when their limit begins anew; it matters where the limit is why.
    private static TimeSpan? NotBefore(DisconnectKind kind, HttpResponseMessage response, DateTimeOffset now)
    {
        var waits = new List<TimeSpan>();
        if (response.Headers.RetryAfter is { } retry && (retry.Delta ?? retry.Date - now) is { } asked)
            waits.Add(asked);
        if (kind == DisconnectKind.RateLimited)
            waits.AddRange(ResetsOfLimit(response, now));
        return waits.Count > 0 ? waits.Max() : null;
    }

    // X says it in seconds since 1970, Mastodon as a date.
    private static IEnumerable<TimeSpan> ResetsOfLimit(HttpResponseMessage response, DateTimeOffset now)
    {
        foreach (var text in response.Headers.TryGetValues("x-rate-limit-reset", out var x) ? x : [])
        {
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                yield return DateTimeOffset.FromUnixTimeSeconds(seconds) - now;
        }

        foreach (var text in response.Headers.TryGetValues("x-ratelimit-reset", out var others) ? others : [])
        {
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
                yield return date - now;
        }
    }
}
