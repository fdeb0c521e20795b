using Microsoft.Extensions.Logging;

namespace TweetStream.Relay.Sources.Live;

/// <summary>What every live source needs.</summary>
/// <param name="Options">The relay's options.</param>
/// <param name="Tally">Counts what is no post.</param>
/// <param name="Time">All waiting and all times.</param>
/// <param name="Logger">Hears the source's states.</param>
/// <param name="Chance">Numbers from 0 to below 1 for the jitter; null for random ones.</param>
internal sealed record LiveParts(RelayOptions Options, SourceTally Tally, TimeProvider Time, ILogger Logger, Func<double>? Chance = null);
