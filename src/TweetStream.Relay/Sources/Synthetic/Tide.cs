namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>
/// How much each voice talks at a time. Every voice swells and falls on its own slow wave around its weight, and now and
/// then a burst rises from nothing to the top and fades. Pure arithmetic over the seed: knows no clock.
/// </summary>
internal sealed class Tide
{
    private const double SwellLogarithm = 0.9;
    private const double ShortestWaveSeconds = 45;
    private const double LongestWaveSeconds = 150;
    private const double SecondsBetweenBursts = 20;
    private const double SecondsToPeak = 6;
    private const int BurstsThatStillSound = 4;

    // Of everything that is said, at the peak of a burst.
    private const double PeakShare = 0.15;
    private readonly double[] _weights;
    private readonly double _total;
    private readonly int _bursts;
    private readonly ulong _seed;
    private readonly (double Frequency, double Phase)[] _waves;

    /// <param name="weights">Mean weight of each voice.</param>
    /// <param name="bursts">How many different bursts there are.</param>
    /// <param name="seed">Same seed, same tide.</param>
    public Tide(double[] weights, int bursts, ulong seed)
    {
        (_weights, _bursts, _seed) = (weights, bursts, seed);
        _total = weights.Sum();
        var random = new SeededRandom(seed);
        _waves = [.. weights.Select(_ => (
            Math.Tau / (ShortestWaveSeconds + (random.NextDouble() * (LongestWaveSeconds - ShortestWaveSeconds))),
            random.NextDouble() * Math.Tau))];
    }

    /// <summary>Writes the weights of the voices, then those of the bursts.</summary>
    public void At(TimeSpan time, Span<double> weights)
    {
        var seconds = time.TotalSeconds;
        for (var i = 0; i < _weights.Length; i++)
            weights[i] = _weights[i] * Math.Exp(SwellLogarithm * Math.Sin((seconds * _waves[i].Frequency) + _waves[i].Phase));

        var bursts = weights[_weights.Length..];
        bursts.Clear();
        var latest = (long)(seconds / SecondsBetweenBursts);
        for (var n = Math.Max(0, latest - BurstsThatStillSound); n <= latest; n++)
        {
            var random = new SeededRandom(_seed + (ulong)n);
            var start = (n + random.NextDouble()) * SecondsBetweenBursts;
            var x = (seconds - start) / SecondsToPeak;
            if (x > 0)
                bursts[random.Below(_bursts)] += _total * PeakShare * x * Math.Exp(1 - x);
        }
    }
}
