using System.Buffers.Binary;
using System.IO.Hashing;

namespace TweetStream.Counter.Tapping;

/// <summary>
/// Takes a share of numbered posts by a hash of the number, so that the same seed takes the same posts of a relay wherever
/// the reading begins.
/// </summary>
/// <param name="share">Above 0 and at most 1.</param>
/// <param name="seed">Which share.</param>
internal sealed class Sample(double share, ulong seed)
{
    private const int Bits = 53; // As many as a double holds exactly.

    public bool Takes(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        var hash = XxHash3.HashToUInt64(bytes, (long)seed);
        return (hash >> (64 - Bits)) < share * (1UL << Bits);
    }
}
