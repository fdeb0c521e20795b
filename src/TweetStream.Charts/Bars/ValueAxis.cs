using TweetStream.Charts.Wording;

namespace TweetStream.Charts.Bars;

/// <summary>The axis of counts or scores: from nought to <paramref name="Limit"/>.</summary>
/// <param name="Limit">Value at the right edge; not whole as a rule.</param>
/// <param name="Ticks">Every multiple of 1, 2, 2.5 or 5 times a power of ten that has room for its text; always whole.</param>
internal sealed record ValueAxis(double Limit, IReadOnlyList<long> Ticks)
{
    /// <param name="limit">Value at the right edge, above 0.</param>
    /// <param name="width">Of the axis.</param>
    /// <param name="overhang">How far a text may reach beyond the right edge.</param>
    /// <param name="narrowest">Least distance of two ticks.</param>
    /// <param name="labelWidth">Width of a tick's text.</param>
    public static ValueAxis Fit(double limit, float width, float overhang, float narrowest, Func<string, float> labelWidth)
    {
        const double gapInLabels = 1.5;
        var highest = Math.Min(limit, long.MaxValue);
        var widest = labelWidth(Figures.Count((long)highest));
        var gap = Math.Max(narrowest, widest * gapInLabels);
        var step = StepOf(limit / width * gap);
        var ticks = new List<long>();
        for (long i = 0; i <= (long)(highest / step); i++)
            if (i * step / limit * width + labelWidth(Figures.Count(i * step)) / 2 <= width + overhang)
                ticks.Add(i * step);
        return new ValueAxis(limit, ticks);
    }

    private static long StepOf(double least)
    {
        const long highestPower = 1_000_000_000_000_000_000;
        for (long power = 1; ; power *= 10)
        {
            if (power >= least)
                return power;
            if (power * 2.0 >= least)
                return power * 2;
            if (power >= 10 && power * 2.5 >= least)
                return power / 10 * 25;
            if (power * 5.0 >= least || power == highestPower)
                return power * 5;
        }
    }
}
