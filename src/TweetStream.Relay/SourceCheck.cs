using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay;

/// <summary>Tells whether a source could run as it is asked to, without running it and without changing anything anywhere.</summary>
public static class SourceCheck
{
    /// <summary>What is found, line by line, as it is found.</summary>
    /// <param name="spec">The source.</param>
    /// <param name="options">The relay's options.</param>
    /// <param name="time">Counts the waiting.</param>
    /// <param name="logger">Hears what the source has to say beside.</param>
    /// <param name="stop">Ends the check.</param>
    /// <exception cref="SourceRefusedException">The network does not let us in.</exception>
    /// <exception cref="RelayException">The network cannot be reached, or does not answer as it should.</exception>
    /// <exception cref="IOException">A recording cannot be read.</exception>
    public static async IAsyncEnumerable<string> RunAsync(
        SourceSpec spec, RelayOptions options, TimeProvider time, ILogger logger, [EnumeratorCancellation] CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        var source = new SourceFactory(options, new(null, time), time, logger).Create(spec);
        if (source is not LiveSource live)
        {
            yield return "ready; needs nothing";
            yield break;
        }

        yield return $"address: {live.Endpoint}";
        await using var findings = live.CheckAsync(stop).GetAsyncEnumerator(stop);
        while (await MoveNextAsync(live, findings))
            yield return findings.Current;
    }

    private static async Task<bool> MoveNextAsync(LiveSource source, IAsyncEnumerator<string> findings)
    {
        try
        {
            return await findings.MoveNextAsync();
        }
        catch (Exception failure) when (LiveSource.Explain(failure, connected: false) is { } end)
        {
            throw end.Kind == DisconnectKind.Refused ? source.Refusal(end) : new RelayException($"{source.Name}: {end.Reason}", failure);
        }
    }
}
