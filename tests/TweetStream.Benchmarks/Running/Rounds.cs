namespace TweetStream.Benchmarks.Running;

/// <summary>
/// Lets some runs take turns, first to warm up and then round by round, so that what disturbs the machine disturbs all of
/// them, and each can be compared with another of the same round.
/// </summary>
internal static class Rounds
{
    /// <summary>Rounds before the first that counts: the runtime compiles what is called often anew, watches it, and compiles it once more.</summary>
    public const int WarmUps = 3;

    /// <returns>The results by run, each in the order of the rounds.</returns>
    public static IReadOnlyList<IReadOnlyList<T>> Of<T>(int rounds, IReadOnlyList<Func<T>> runs)
    {
        var results = runs.Select(_ => new List<T>()).ToArray();
        for (var round = -WarmUps; round < rounds; round++)
        {
            for (var run = 0; run < runs.Count; run++)
            {
                // The garbage of one run is not the next one's.
                GC.Collect();
                var result = runs[run]();
                if (round >= 0)
                    results[run].Add(result);
            }
        }

        return results;
    }

    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1) + 0.5)];
    }

    /// <summary>Median of the ratios of the same round.</summary>
    public static double Ratio<T>(IReadOnlyList<T> of, IReadOnlyList<T> to, Func<T, double> value) =>
        Median(of.Zip(to, (one, other) => value(one) / value(other)));
}
