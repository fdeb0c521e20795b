using System.Globalization;

namespace TweetStream.Cli.Options;

/// <summary>How durations, sizes, numbers and choices are written on the command line and in the configuration.</summary>
internal static class Values
{
    private static readonly (string Unit, double Bytes)[] Sizes = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1), ("", 1)];

    /// <summary>See <see cref="Windows.Duration"/>.</summary>
    public static bool Duration(string value, out TimeSpan result, out string reason)
    {
        reason = $"'{value}' is no duration; allowed is {Windows.Duration.Allowed}";
        return Windows.Duration.TryParse(value, out result);
    }

    /// <summary>A duration above nothing and within what a timer takes, or an empty text for none.</summary>
    public static bool OptionalDuration(string value, out TimeSpan? result, out string reason)
    {
        (result, reason) = (null, "");
        if (value.Length == 0)
            return true;
        var isDuration = Duration(value, out var duration, out reason);
        result = duration;
        if (!isDuration || (duration > TimeSpan.Zero && duration <= TimeSpan.FromHours(1000)))
            return isDuration;
        reason = $"'{value}' is not above 0 and at most 1000h";
        return false;
    }

    /// <summary>A duration from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static TryParse<TimeSpan> DurationWithin(TimeSpan least, TimeSpan most) => (string value, out TimeSpan result, out string reason) =>
    {
        if (!Duration(value, out result, out reason))
            return false;
        reason = string.Create(CultureInfo.InvariantCulture, $"'{value}' is not from {least.TotalSeconds:0.###}s to {most.TotalHours:0.###}h");
        return result >= least && result <= most;
    };

    /// <summary>A duration above nothing, or the word that stands for none.</summary>
    public static TryParse<TimeSpan?> DurationOr(string word) => (string value, out TimeSpan? result, out string reason) =>
    {
        (result, reason) = (null, "");
        if (value == word)
            return true;
        var isDuration = Duration(value, out var duration, out reason);
        result = duration;
        if (isDuration && duration > TimeSpan.Zero)
            return true;
        reason = $"'{value}' is neither {word} nor a duration above 0, such as 1s, 12h or 7d";
        return false;
    };

    /// <summary>A number of bytes, 0 too: <c>0</c>, <c>512MiB</c>, <c>10GiB</c>.</summary>
    public static bool DiskSize(string value, out long result, out string reason)
    {
        result = 0;
        reason = $"'{value}' is no size; allowed is a number of bytes from 0 on, or with KiB, MiB or GiB, such as 0, 512MiB or 10GiB";
        if (!TryScale(value, Sizes, out var bytes) || bytes is < 0 or >= long.MaxValue)
            return false;
        result = (long)bytes;
        return true;
    }

    /// <summary>A number of bytes that fits an <see cref="int"/>: <c>4096</c>, <c>64KiB</c>, <c>1MiB</c>.</summary>
    public static bool Size(string value, out int result, out string reason)
    {
        result = 0;
        reason = $"'{value}' is no size; allowed is a number of bytes from 1 on, or with KiB or MiB, such as 64KiB or 1MiB, below 1GiB";
        if (!TryScale(value, Sizes, out var bytes) || bytes is < 1 or >= 1 << 30)
            return false;
        result = (int)bytes;
        return true;
    }

    public static TryParse<int> Number(int least, int most) => (string value, out int result, out string reason) =>
    {
        reason = string.Create(CultureInfo.InvariantCulture, $"'{value}' is no whole number from {least} to {most}");
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result) && result >= least && result <= most;
    };

    public static TryParse<double> Fraction(double least, double most) => (string value, out double result, out string reason) =>
    {
        reason = string.Create(CultureInfo.InvariantCulture, $"'{value}' is no number from {least} to {most}");
        return double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out result) && result >= least && result <= most;
    };

    /// <summary>A share above 0 and at most 1, as a number or as a fraction: <c>0.05</c>, <c>1/20</c>.</summary>
    public static bool Share(string value, out double result, out string reason)
    {
        reason = $"'{value}' is no share; allowed is a number above 0 and at most 1, such as 0.05, or a fraction, such as 1/20";
        result = value.Split('/') switch
        {
            [var share] => Read(share),
            [var part, var whole] => Read(part) / Read(whole),
            _ => double.NaN,
        };
        return result is > 0 and <= 1;

        static double Read(string number) =>
            double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : double.NaN;
    }

    /// <summary>A whole number from 1 on, or the word that stands for no limit.</summary>
    public static TryParse<long?> CountOr(string word) => (string value, out long? result, out string reason) =>
    {
        (result, reason) = (null, $"'{value}' is neither {word} nor a whole number from 1 on");
        if (value == word)
            return true;
        var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        result = number;
        return isNumber && number > 0;
    };

    /// <summary>A whole number from 0 on, or an empty text for none.</summary>
    public static bool OptionalSeed(string value, out ulong? result, out string reason)
    {
        (result, reason) = (null, $"'{value}' is no whole number from 0 on");
        if (value.Length == 0)
            return true;
        var isNumber = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed);
        result = seed;
        return isNumber;
    }

    /// <summary>The names of an enumeration in lower case.</summary>
    public static TryParse<T> Choice<T>()
        where T : struct, Enum => (string value, out T result, out string reason) =>
    {
        var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray();
        reason = $"'{value}' is not allowed; allowed are {string.Join(", ", names)}";
        result = default;
        return names.Contains(value, StringComparer.Ordinal) && Enum.TryParse(value, ignoreCase: true, out result);
    };

    public static bool Text(string value, out string result, out string reason)
    {
        (result, reason) = (value, "");
        return true;
    }

    /// <summary>A text, or an empty one for none.</summary>
    public static bool OptionalText(string value, out string? result, out string reason)
    {
        (result, reason) = (value.Length == 0 ? null : value, "");
        return true;
    }

    private static bool TryScale(string value, (string Unit, double Factor)[] units, out double result)
    {
        result = 0;
        foreach (var (unit, factor) in units)
        {
            if (!value.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(value.AsSpan(0, value.Length - unit.Length), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !double.IsFinite(number)) // "NaN" parses, and compares as false with every limit.
                continue;
            result = number * factor;
            return true;
        }

        return false;
    }
}
