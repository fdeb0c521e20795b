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
        return length > 0 && length < json.Length && (Tokens.Contains(json[length]) || TSpacing.HasBlanks && JsonPlace.IsBlank(json[length]));
    }

    /// <summary>Whether a literal starts there and ends at a comma or bracket; false also near the end of the line, where it is not looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StartsWithLiteral(ReadOnlySpan<byte> json, int start)
    {
        const uint Null = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
        const uint True = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
        const ulong False = 'f' | 'a' << 8 | 'l' << 16 | (ulong)'s' << 24 | (ulong)'e' << 32;
        if (start > json.Length - sizeof(ulong))
            return false;
        var text = BinaryPrimitives.ReadUInt64LittleEndian(json[start..]);
        var isFalse = (text & 0xFF_FFFF_FFFF) == False;
        var end = (byte)(text >> (isFalse ? 40 : 32));
        return (isFalse | (uint)text == Null | (uint)text == True) & (end == ',' | (end | 0x20) == '}');
    }

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
