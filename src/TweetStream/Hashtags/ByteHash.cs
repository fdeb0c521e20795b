using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TweetStream.Hashtags;

/// <summary>
/// Hashes byte strings with a random seed, so that nobody can send tags chosen to collide. Equal strings have equal hashes
/// within one instance only.
/// </summary>
internal sealed class ByteHash
{
    private readonly ulong _first, _second, _third, _fourth;

    public ByteHash()
    {
        Span<ulong> seed = stackalloc ulong[4];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(seed));
        (_first, _second, _third, _fourth) = (seed[0], seed[1], seed[2], seed[3]);
    }

    public uint Of(ReadOnlySpan<byte> value) => (uint)XxHash3.HashToUInt64(value, (long)_first);

    /// <summary>The hash of so many bytes, all of which are in <paramref name="value"/>: two multiplications.</summary>
    public uint Of(ShortBytes value, int length) =>
        (uint)Mix(Mix(value.First ^ _first, value.Second ^ _second) ^ _third, value.Third ^ _fourth ^ (uint)length);

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
