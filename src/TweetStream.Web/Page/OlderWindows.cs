using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TweetStream.Trends;

namespace TweetStream.Web.Page;

/// <summary>
/// Asks another service, which has the API of this page, for windows that are no longer kept here. Owns how long that may
/// take; where it does not answer, the page goes on without them and says so.
/// </summary>
internal sealed class OlderWindows : IDisposable
{
    private const int LargestAnswer = 64 << 20;
    private readonly PageOptions _options;
    private readonly HttpClient _client;

    public OlderWindows(PageOptions options)
    {
        _options = options;
        // Names are looked up anew after a while: the service may have moved.
        var connections = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _client = new(connections) { BaseAddress = options.OlderFrom, Timeout = options.OlderPatience, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <summary>Whether there is such a service.</summary>
    public bool AreServed => _options.OlderFrom is not null;

    /// <summary>Windows that end after one instant and before another, as <see cref="ShownWindows.Results(DateTimeOffset?, DateTimeOffset?, int)"/> gives them; none, and why, where they cannot be reached.</summary>
    public async Task<(IReadOnlyList<WindowView> Windows, string? Notice)> GetAsync(DateTimeOffset? since, DateTimeOffset? before, int most, CancellationToken gone)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"api/windows?window={_options.Window.TotalMilliseconds}ms&slide={_options.Slide.TotalMilliseconds}ms&top={_options.OlderTop}&limit={most}{At("since", since)}{At("before", before)}");
        try
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), gone);
            if (!answer.IsSuccessStatusCode)
                return ([], Unreachable(await ReasonOf(answer, gone)));
            return (await answer.Content.ReadFromJsonAsync<List<WindowView>>(PageJson.Options, gone) ?? [], null);
        }
        catch (TaskCanceledException) when (!gone.IsCancellationRequested)
        {
            return ([], Unreachable(string.Create(CultureInfo.InvariantCulture, $"nothing within {_options.OlderPatience.TotalSeconds:0.#} s")));
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException)
        {
            return ([], Unreachable(failure is JsonException ? "it is no tweetstream serve" : failure.Message));
        }
    }

    /// <summary>The window that ends then; null where there is none, or it cannot be reached.</summary>
    public async Task<Snapshot?> EndingAsync(DateTimeOffset end, CancellationToken gone)
    {
        var (windows, _) = AreServed ? await GetAsync(end.AddMilliseconds(-1), end.AddMilliseconds(1), 1, gone) : ([], null);
        return windows is [var window] ? window.ToSnapshot(_options.Slide) : null;
    }

    public void Dispose() => _client.Dispose();

    private string Unreachable(string reason) => $"Older windows cannot be reached at {_options.OlderFrom}: {reason}";

    private static string At(string name, DateTimeOffset? instant) => instant is { } time ? $"&{name}={Uri.EscapeDataString(SnapshotJson.Iso(time))}" : "";

    private static async Task<string> ReasonOf(HttpResponseMessage answer, CancellationToken gone)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(gone);
            return problem.GetProperty("detail").GetString() ?? answer.StatusCode.ToString();
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return answer.StatusCode.ToString();
        }
    }
}
