using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TweetStream.Posts.Json;

/// <summary>
/// Numbers and literals, a byte at a time: those that <see cref="JsonScan"/> does not see through at a glance.
/// <code>
/// scalar = "null" / "true" / "false" / number
/// number = ["-"] ("0" / %x31-39 *DIGIT) ["." 1*DIGIT] [("e" / "E") ["+" / "-"] 1*DIGIT]
/// </code>
/// </summary>
internal static class JsonScalar
{
    private static readonly SearchValues<byte> Tokens = SearchValues.Create("\"{}[]:,"u8);

    /// <summary>Whether <paramref name="json"/> starts with a scalar that ends where something else starts.</summary>
    public static bool StartsWith<TSpacing>(ReadOnlySpan<byte> json)
        where TSpacing : struct, ISpacing
    {
        var length = json switch
        {
            _ when json.StartsWith("null"u8) || json.StartsWith("true"u8) => 4,
            _ when json.StartsWith("false"u8) => 5,
            _ => NumberLength(json),
        };
        return length > 0 && length < json.Length && Ends<TSpacing>(json[length]);
    }

    /// <summary>Where the scalar starts that <paramref name="at"/> is within.</summary>
    public static int StartOf<TSpacing>(ReadOnlySpan<byte> json, int at)
        where TSpacing : struct, ISpacing
    {
        while (at > 0 && !Ends<TSpacing>(json[at - 1]))
            at--;
        return at;
    }

    /// <summary>The length of the literal that starts there and ends at a comma or bracket; zero for anything else, and near the end of the line, where it is not looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LiteralLength(ReadOnlySpan<byte> json, int start)
    {
        const uint Null = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
        const uint True = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
        const ulong False = 'f' | 'a' << 8 | 'l' << 16 | (ulong)'s' << 24 | (ulong)'e' << 32;
        if (start > json.Length - sizeof(ulong))
            return 0;
        var text = BinaryPrimitives.ReadUInt64LittleEndian(json[start..]);
        var isFalse = (text & 0xFF_FFFF_FFFF) == False;
        var length = isFalse ? 5 : 4;
        var end = (byte)(text >> (length * 8));
        return (isFalse | (uint)text == Null | (uint)text == True) & (end == ',' | (end | 0x20) == '}') ? length : 0;
    }

    private static bool Ends<TSpacing>(byte next)
        where TSpacing : struct, ISpacing =>
        Tokens.Contains(next) || TSpacing.HasBlanks && JsonPlace.IsBlank(next);

    // Zero for what is no number.
    private static int NumberLength(ReadOnlySpan<byte> json)
    {
        var at = json[0] == '-' ? 1 : 0;
        var digits = Digits(json, at);
        if (digits == 0 || digits > 1 && json[at] == '0')
            return 0;
        at += digits;
        if (at < json.Length && json[at] == '.')
        {
            digits = Digits(json, ++at);
            if (digits == 0)
                return 0;
            at += digits;
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-')
                at++;
            digits = Digits(json, at);
            if (digits == 0)
                return 0;
            at += digits;
        }

        return at;
    }

    private static int Digits(ReadOnlySpan<byte> json, int start)
    {
        var digits = json[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? json.Length - start : digits;
    }
}
