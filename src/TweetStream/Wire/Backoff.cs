namespace TweetStream.Wire;

/// <summary>
/// How long to wait before the next attempt: growing from <paramref name="first"/> to <paramref name="longest"/>, and up to
/// 20 % longer so that many clients of one server do not come back at the same moment; never shorter than the step and never
/// longer than the longest. Knows no clock.
/// </summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">What no wait exceeds.</param>
/// <param name="growth">How it grows.</param>
/// <param name="chance">Gives numbers from 0 to below 1; null for random ones.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Growth growth = Growth.Doubling, Func<double>? chance = null)
{
    private const double Jitter = 0.2;
    private readonly Func<double> _chance = chance ?? Random.Shared.NextDouble;

    /// <summary>Waits since the last success.</summary>
    public int Attempts { get; private set; }

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var step = first.Ticks * (growth == Growth.Doubling ? Math.Pow(2, Attempts) : Attempts + 1.0);
        Attempts++;
        return TimeSpan.FromTicks((long)Math.Min(longest.Ticks, step * (1 + (Jitter * _chance()))));
    }

    /// <summary>After a success: start over.</summary>
    public void Reset() => Attempts = 0;
}

public enum Growth
{
    /// <summary>Each wait twice the one before.</summary>
    Doubling,

    /// <summary>Each wait longer than the one before by the first.</summary>
    Linear,
}
