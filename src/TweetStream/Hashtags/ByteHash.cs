using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TweetStream.Hashtags;

/// <summary>
/// Hashes byte strings with a random seed, so that nobody can send tags chosen to collide. Equal strings have equal hashes
/// within one instance only.
/// </summary>
internal sealed class ByteHash
{
    private readonly ulong _first, _second, _third;

    public ByteHash()
    {
        Span<ulong> seed = stackalloc ulong[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(seed));
        (_first, _second, _third) = (seed[0], seed[1], seed[2]);
    }

    /// <summary>One that anybody can foresee: with zeros alone all strings of up to eight bytes have the same hash.</summary>
    internal ByteHash(ulong first, ulong second, ulong third) => (_first, _second, _third) = (first, second, third);

    /// <summary>Of any bytes.</summary>
    public uint Of(ReadOnlySpan<byte> value) => (uint)XxHash3.HashToUInt64(value, (long)_first);

    /// <summary>Of short ones: two multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(in ShortBytes value) => (uint)Mix(Mix(value.First ^ _first, value.Second ^ _second) ^ _third, value.Third ^ _first);

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
