using System.Globalization;
using System.Text.RegularExpressions;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>What a process shows at <c>/metrics</c>, as Prometheus reads it.</summary>
internal sealed partial class Scrape
{
    private static readonly HttpClient Client = new() { Timeout = Patience.Limit };
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    private Scrape(string text)
    {
        Text = text;
        foreach (Match sample in Sample().Matches(text))
        {
            var labels = sample.Groups["labels"].Value;
            _samples[labels.Length > 0 ? $"{sample.Groups["name"].Value}{{{labels}}}" : sample.Groups["name"].Value] =
                double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture);
        }
    }

    public string Text { get; }

    /// <summary>Names of everything that is shown.</summary>
    public IEnumerable<string> Names => _samples.Keys.Select(key => key.Split('{')[0]).Distinct();

    /// <summary>A value; null where it is not shown.</summary>
    /// <param name="sample">The name, and the labels where there are any, without that of the meter.</param>
    public double? this[string sample] => _samples.TryGetValue(sample, out var value) ? value : null;

    /// <summary>Where a process that was told to serve HTTP on any port does so.</summary>
    public static async Task<int> PortOfAsync(Tweetstream process)
    {
        await process.SaysAsync("Serving HTTP on 127.0.0.1:");
        return process.NumberAfter("Serving HTTP on 127.0.0.1:");
    }

    public static async Task<Scrape> OfAsync(int port) => new(await Client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics")));

    /// <summary>Looks until it shows what is awaited; fails only where it never does.</summary>
    public static async Task<Scrape> UntilAsync(int port, Func<Scrape, bool> holds)
    {
        Scrape? last = null;
        await Eventually.HoldsAsync(async () => holds(last = await OfAsync(port)), () => $"at last it showed:\n{last?.Text}");
        return last!;
    }

    [GeneratedRegex("^(?<name>[a-z_]+)(\\{otel_scope_name=\"[^\"]*\",?(?<labels>[^}]*)\\})? (?<value>\\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sample();
}
