using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace TweetStream.Posts;

/// <summary>
/// Times as milliseconds since the Unix epoch, and the ways in which streams write them. Anything else, and any time
/// outside of the years 1 to 9999, is no time: null.
/// <code>
/// time   = number / iso / x
/// number = milliseconds since the epoch, fractions are cut off
/// iso    = yyyy-MM-dd [ ("T" / " ") clock [ [" "] zone ] ]       without a zone: UTC
/// x      = ddd SP MMM SP dd SP clock SP zone SP yyyy             "Sun Aug 31 00:29:15 +0000 2014"
/// clock  = HH:mm [ :ss [ ("." / ",") 1*DIGIT ] ]                 digits beyond milliseconds are cut off
/// zone   = "Z" / ("+" / "-") HH [ [":"] mm ]
/// </code>
/// </summary>
internal static class Timestamp
{
    /// <summary>Bytes that <see cref="Format"/> writes.</summary>
    public const int Length = 24;

    private const long Minute = 60_000;
    private const long Earliest = -62_135_596_800_000;
    private const long Latest = 253_402_300_799_999;

    public static bool IsInRange(long milliseconds) => milliseconds is >= Earliest and <= Latest;

    /// <summary>As ISO 8601 in UTC with milliseconds; the time must be in range.</summary>
    public static void Format(long milliseconds, Span<byte> destination)
    {
        Span<byte> roundTrip = stackalloc byte[28];
        DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond).TryFormat(roundTrip, out _, "O", CultureInfo.InvariantCulture);
        roundTrip[..(Length - 1)].CopyTo(destination);
        destination[Length - 1] = (byte)'Z';
    }

    public static long? Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length == Length && TryParseOwn(text, out var own))
            return own;
        text = text.Trim(" \t"u8);
        var time = text is [_, _, _, _, (byte)'-', ..] ? ParseIso(text) ?? ParseNumber(text) : ParseNumber(text) ?? ParseX(text);
        return time is { } milliseconds && IsInRange(milliseconds) ? milliseconds : null;
    }

    /// <param name="json">A JSON number, or what stands between the quotes of a JSON string.</param>
    public static long? ParseJson(ReadOnlySpan<byte> json)
    {
        const int longest = 256;
        if (!json.Contains((byte)'\\'))
            return Parse(json);
        if (json.Length > longest)
            return null;
        Span<byte> text = stackalloc byte[longest];
        json.CopyTo(text);
        return Parse(text[..JsonString.UnescapeInPlace(text[..json.Length], out _)]);
    }

    /// <summary>The form that <see cref="Format"/> writes, eight bytes at a time; false for any other.</summary>
    /// <param name="text">At least <see cref="Length"/> bytes, of which the first so many are the time.</param>
    /// <param name="milliseconds">Since the Unix epoch.</param>
    public static bool TryParseOwn(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryTakePairs(text, "0000-00-"u8, "9999-99-"u8, out var date)
            || !TryTakePairs(text[8..], "00T00:00"u8, "99T99:99"u8, out var clock)
            || !TryTakePairs(text[16..], ":00.000Z"u8, ":99.999Z"u8, out var rest))
            return false;
        var (hours, minutes, seconds) = (Pair(clock, 3), Pair(clock, 6), Pair(rest, 1));
        if (hours >= 24 || minutes >= 60 || seconds >= 60 || Midnight(Pair(date, 0) * 100 + Pair(date, 2), Pair(date, 5), Pair(clock, 0)) is not { } midnight)
            return false;
        milliseconds = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Pair(rest, 4) * 10 + Pair(rest, 5) % 10;
        return true;
    }

    // Each byte of the pairs is the number that its digit begins together with the next.
    private static bool TryTakePairs(ReadOnlySpan<byte> text, ReadOnlySpan<byte> least, ReadOnlySpan<byte> most, out ulong pairs)
    {
        const ulong high = 0x8080_8080_8080_8080;
        var lowest = BinaryPrimitives.ReadUInt64LittleEndian(least);
        var range = BinaryPrimitives.ReadUInt64LittleEndian(most) - lowest;
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ lowest;
        pairs = digits * 10 + (digits >> 8);

        // What is beyond its range gets, or has, the highest bit.
        return ((digits + (~high - range) | digits) & high) == 0;
    }

    private static int Pair(ulong pairs, int at) => (int)(pairs >> (at * 8) & 0xFF);

    private static long? ParseNumber(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
            return whole;
        if (!Utf8Parser.TryParse(text, out double number, out used) || used != text.Length)
            return null;
        return Math.Abs(number) <= Latest ? (long)Math.Floor(number) : null;
    }

    private static long? ParseIso(ReadOnlySpan<byte> text)
    {
        if (!TakeDigits(ref text, 4, out var year)
            || !Take(ref text, "-"u8)
            || !TakeDigits(ref text, 2, out var month)
            || !Take(ref text, "-"u8)
            || !TakeDigits(ref text, 2, out var day))
            return null;
        var midnight = Midnight(year, month, day);
        if (text.IsEmpty)
            return midnight;
        if (!Take(ref text, "Tt "u8) || !TakeClock(ref text, out var clock))
            return null;
        if (text.IsEmpty)
            return midnight + clock;
        Take(ref text, " "u8);
        return TakeZone(ref text, out var zone) && text.IsEmpty ? midnight + clock - zone : null;
    }

    private static long? ParseX(ReadOnlySpan<byte> text)
    {
        const int names = 8;
        if (text.Length < names || text[3] != ' ')
            return null;
        var month = Month(text[4..(names - 1)]);
        text = text[(names - 1)..];
        if (!Take(ref text, " "u8)
            || !TakeDigits(ref text, 2, out var day)
            || !Take(ref text, " "u8)
            || !TakeClock(ref text, out var clock)
            || !Take(ref text, " "u8)
            || !TakeZone(ref text, out var zone)
            || !Take(ref text, " "u8)
            || !TakeDigits(ref text, 4, out var year)
            || !text.IsEmpty)
            return null;
        return Midnight(year, month, day) + clock - zone;
    }

    private static int Month(ReadOnlySpan<byte> name)
    {
        var at = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(name);
        return at % 3 == 0 ? at / 3 + 1 : 0;
    }

    private static long? Midnight(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond
            : null;

    private static bool TakeClock(ref ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!TakeDigits(ref text, 2, out var hours) || !Take(ref text, ":"u8) || !TakeDigits(ref text, 2, out var minutes))
            return false;
        var seconds = 0;
        if (Take(ref text, ":"u8))
        {
            if (!TakeDigits(ref text, 2, out seconds))
                return false;
            if (Take(ref text, ".,"u8) && !TakeFraction(ref text, out milliseconds))
                return false;
        }

        milliseconds += ((hours * 60L + minutes) * 60 + seconds) * 1000;

        // ISO 8601 knows the end of a day as 24:00, and a leap second as :60.
        return minutes < 60 && seconds <= 60 && (hours < 24 || milliseconds == 24 * 60 * Minute);
    }

    private static bool TakeFraction(ref ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0)
            digits = text.Length;
        for (var i = 0; i < 3; i++)
            milliseconds = milliseconds * 10 + (i < digits ? text[i] - '0' : 0);
        text = text[digits..];
        return digits > 0;
    }

    private static bool TakeZone(ref ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (Take(ref text, "Zz"u8))
            return true;
        var west = text is [(byte)'-', ..];
        if (!Take(ref text, "+-"u8) || !TakeDigits(ref text, 2, out var hours))
            return false;
        var minutes = 0;
        if ((Take(ref text, ":"u8) || text is [>= (byte)'0' and <= (byte)'9', ..]) && !TakeDigits(ref text, 2, out minutes))
            return false;
        milliseconds = (hours * 60 + minutes) * (west ? -Minute : Minute);
        return hours < 24 && minutes < 60;
    }

    private static bool Take(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> anyOf)
    {
        if (text.IsEmpty || !anyOf.Contains(text[0]))
            return false;
        text = text[1..];
        return true;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count)
            return false;
        foreach (var digit in text[..count])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (digit - '0');
        }

        text = text[count..];
        return true;
    }
}
