using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Bytes;

/// <summary>Two blocks as one of twice their length.</summary>
internal readonly struct Pair<THalf>(THalf low, THalf high) : IBlock<Pair<THalf>>
    where THalf : struct, IBlock<THalf>
{
    private readonly THalf _low = low;
    private readonly THalf _high = high;

    public static int Length => 2 * THalf.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> Load(ReadOnlySpan<byte> bytes) => new(THalf.Load(bytes), THalf.Load(bytes[THalf.Length..]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> Of(byte value) => new(THalf.Of(value), THalf.Of(value));

    public static Pair<THalf> Repeat(Vector128<byte> bytes) => new(THalf.Repeat(bytes), THalf.Repeat(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> operator |(Pair<THalf> left, Pair<THalf> right) => new(left._low | right._low, left._high | right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> operator &(Pair<THalf> left, Pair<THalf> right) => new(left._low & right._low, left._high & right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> operator ^(Pair<THalf> left, Pair<THalf> right) => new(left._low ^ right._low, left._high ^ right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<THalf> operator -(Pair<THalf> bytes, byte value) => new(bytes._low - value, bytes._high - value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pair<THalf> SubtractSaturate(byte value) => new(_low.SubtractSaturate(value), _high.SubtractSaturate(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pair<THalf> UpperHalves() => new(_low.UpperHalves(), _high.UpperHalves());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pair<THalf> In(Pair<THalf> table) => new(_low.In(table._low), _high.In(table._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => Mask(_low.Wide(), _high.Wide());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Mask(_low.Equal(value), _high.Equal(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => Mask(_low.Below(limit), _high.Below(limit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(ulong low, ulong high) => low | (high << THalf.Length);
}
