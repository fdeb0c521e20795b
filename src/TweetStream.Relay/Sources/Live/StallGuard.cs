using System.Globalization;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// A stream of which a read fails when not a single byte comes for so long. Networks that send something all the time, if only
/// a blank line, show in this way that the connection is alive; a quiet one without such a sign must not be read through this.
/// </summary>
internal sealed class StallGuard(Stream inner, TimeSpan longestSilence, TimeProvider time) : ReadOnlyStream(inner)
{
    /// <exception cref="DisconnectException">Nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(longestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            return await Inner.ReadAsync(buffer, either.Token);
        }
        catch (Exception failure) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Silent(longestSilence, failure);
        }
    }

    internal static DisconnectException Silent(TimeSpan silence, Exception? inner = null) =>
        new(new(DisconnectKind.Silent, string.Create(CultureInfo.InvariantCulture, $"not a byte for {silence.TotalSeconds:0} s")), inner);
}
