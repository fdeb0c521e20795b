using System.Text;

namespace TweetStream.Hashtags;

/// <summary>The limits of the domain name system: a label, written in Punycode (RFC 3492), has 1 to 63 characters.</summary>
internal static class DomainLabels
{
    private const int Longest = 63;

    /// <summary>Whether every label of <paramref name="domain"/> (UTF-8) keeps to the limits.</summary>
    public static bool AreEncodable(ReadOnlySpan<byte> domain)
    {
        foreach (var label in domain.Split((byte)'.'))
        {
            if (EncodedLength(domain[label]) is < 1 or > Longest)
                return false;
        }

        return true;
    }

    /// <summary>The length of <paramref name="label"/> in Punycode; where that is beyond the limit, some number beyond it.</summary>
    private static int EncodedLength(ReadOnlySpan<byte> label)
    {
        Span<int> scalars = stackalloc int[Longest];
        var count = 0;
        var length = 0;
        while (!label.IsEmpty && length <= Longest)
        {
            Rune.DecodeFromUtf8(label, out var rune, out var width);
            label = label[width..];
            if (rune.Value is 0x3002 or 0xFF0E or 0xFF61) // full stops of East Asia divide a label into parts
            {
                length += PartLength(scalars[..count]) + 1;
                count = 0;
            }
            else if (count < Longest)
            {
                scalars[count++] = rune.Value;
            }
            else
            {
                return Longest + 1; // no character is written in less than one
            }
        }

        return length + PartLength(scalars[..count]);
    }

    private static int PartLength(ReadOnlySpan<int> scalars)
    {
        const int InitialBias = 72;
        var basic = 0;
        foreach (var scalar in scalars)
            basic += scalar < 0x80 ? 1 : 0;
        if (basic == scalars.Length)
            return basic;

        var length = "xn--".Length + basic + (basic > 0 ? "-".Length : 0);
        var (delta, bias) = (0, InitialBias);
        for (var (next, written) = (0x80, basic); written < scalars.Length; next++, delta++)
        {
            var smallest = int.MaxValue;
            foreach (var scalar in scalars)
                smallest = scalar >= next ? Math.Min(smallest, scalar) : smallest;
            delta += (smallest - next) * (written + 1);
            next = smallest;
            foreach (var scalar in scalars)
            {
                if (scalar < next)
                    delta++;
                if (scalar != next)
                    continue;
                length += DigitCount(delta, bias);
                bias = Adapt(delta, written + 1, first: written == basic);
                delta = 0;
                written++;
            }
        }

        return length;
    }

    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;

    private static int DigitCount(int delta, int bias)
    {
        var count = 1;
        for (var k = Base; ; k += Base, count++)
        {
            var threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
            if (delta < threshold)
                return count;
            delta = (delta - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(int delta, int count, bool first)
    {
        const int Damp = 700;
        const int Skew = 38;
        delta = first ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base)
            delta /= Base - MinThreshold;
        return k + ((Base - MinThreshold + 1) * delta / (delta + Skew));
    }
}
