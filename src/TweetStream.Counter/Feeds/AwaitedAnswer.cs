using TweetStream.Counter.Terminal;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// Looks for the relay's answer among the first lines of a connection. It is the first line, or it follows lines of text
/// that were under way before the relay had read the subscription, which begins after them. Whoever sends a line before a
/// relay would send text, or lets a second pass behind one without an answer, or sends more than one would hold back, is a
/// person or a foreign program, each line of which counts. Lines are only looked at until that is decided, unless a relay
/// answered before: then they are that relay's text, which it gives again as posts, and are left out.
/// </summary>
/// <param name="subscription">What was asked.</param>
/// <param name="lines">What has come.</param>
/// <param name="isFromRelay">Whether a relay answered before.</param>
/// <param name="dialled">Timestamp of <paramref name="time"/>, not after that at which the peer could know of the connection.</param>
/// <param name="time">Measures waits.</param>
internal sealed class AwaitedAnswer(Subscription subscription, LineBuffer lines, bool isFromRelay, long dialled, TimeProvider time)
{
    // So much is held back for a person at a keyboard, who should see the line counted.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // So much where a relay answered before: that something else listens there now is the less likely.
    private static readonly TimeSpan PatienceWithRelay = TimeSpan.FromSeconds(10);

    private const int MostHeldBytes = 4 * 1024 * 1024;

    // No text of a relay comes so early, by far, whatever its clock takes for a quarter of a second.
    private static readonly TimeSpan TooEarlyForText = Subscription.SilenceBeforeText / 2;

    private int _seen;
    private long? _firstLine;

    public Subscription Subscription => subscription;

    /// <summary>Lines of text that were left out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>How long to wait for more; null for ever, while nothing but a part of a line has come.</summary>
    public TimeSpan? Wait => _firstLine is { } first ? TimeSpan.FromTicks(Math.Max(0, ((isFromRelay ? PatienceWithRelay : Patience) - time.GetElapsedTime(first)).Ticks)) : null;

    /// <summary>Whether no answer will come: a relay would not have sent what has come.</summary>
    public bool IsRuledOut => lines.Unread > MostHeldBytes || (!isFromRelay && _firstLine is { } first && time.GetElapsedTime(dialled, first) < TooEarlyForText);

    /// <summary>Looks at the lines that are new; drops all up to the answer where it is among them.</summary>
    /// <exception cref="FeedException">The relay refuses.</exception>
    public Acceptance? Look(CountInput input)
    {
        while (lines.TryPeek(ref _seen, out var line))
        {
            if (subscription.IsRefusedBy(line, out var reason))
                throw new FeedException($"{input} refused the subscription: {TerminalText.Clean(reason)}");
            if (subscription.IsAcceptedBy(line, out var acceptance))
            {
                lines.Skip(_seen);
                return acceptance;
            }

            _firstLine ??= time.GetTimestamp();
            if (isFromRelay)
                Drop();
        }

        return null;
    }

    /// <summary>Whether what is left of a connection that ended without an answer is no post: a part of an answer, or of a relay's text.</summary>
    public bool IsRestOfRelay => isFromRelay || subscription.MayBeAnsweredBy(lines.PeekRest(_seen));

    private void Drop()
    {
        lines.Skip(_seen);
        _seen = 0;
        LeftOut++;
    }
}
