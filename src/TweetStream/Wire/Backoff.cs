namespace TweetStream.Wire;

/// <summary>
/// How long to wait before the next attempt: doubling from <paramref name="first"/> to <paramref name="longest"/>, with
/// 20 % of jitter so that many clients of one server do not come back at the same moment. Knows no clock.
/// </summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const double Jitter = 0.2;

    /// <summary>Waits since the last success.</summary>
    public int Attempts { get; private set; }

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var plain = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Attempts));
        Attempts++;
        return TimeSpan.FromMilliseconds(plain * (1 + (Jitter * ((Random.Shared.NextDouble() * 2) - 1))));
    }

    /// <summary>After a success: start over.</summary>
    public void Reset() => Attempts = 0;
}
