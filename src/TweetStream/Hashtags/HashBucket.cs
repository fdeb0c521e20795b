using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Hashtags;

/// <summary>
/// A few numbers by hash in 64 bytes, as much as memory brings near at once: all hashes are compared together, so that nobody
/// has to guess at which place a number is. Its places are taken from the first one on.
/// </summary>
internal struct HashBucket
{
    public const int Length = 8;

    // A bit that is set in each hash here, so that what is empty equals none.
    private const uint TakenMark = 1 << 8;

    private Hashes _hashes;
    private Numbers _numbers;

    public readonly bool IsFull => _hashes[Length - 1] != 0;

    public readonly int Taken => Length - BitOperations.PopCount(Equal(0));

    /// <summary>The places whose numbers have this hash, by the bits of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Matches(uint hash) => Equal(hash | TakenMark);

    /// <summary>The number at the first place of a mask; -1 for an empty one. Without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int First(uint places) => _numbers[BitOperations.TrailingZeroCount(places) % Length] | ((int)((places - 1) & ~places) >> 31);

    public readonly HashEntry this[int place] => new(_hashes[place], _numbers[place]);

    /// <summary>Takes the next place.</summary>
    public void Add(HashEntry entry) => Set(Taken, entry);

    /// <summary>Puts something in the place of what is there.</summary>
    public void Set(int place, HashEntry entry)
    {
        _hashes[place] = entry.Hash | TakenMark;
        _numbers[place] = entry.Number;
    }

    /// <summary>Empties the places from one on.</summary>
    public void Cut(int place) => ((Span<uint>)_hashes)[place..].Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Equal(uint hash) => Vector256.Equals(Vector256.Create((ReadOnlySpan<uint>)_hashes), Vector256.Create(hash)).ExtractMostSignificantBits();

    [InlineArray(Length)]
    private struct Hashes
    {
        private uint _first;
    }

    [InlineArray(Length)]
    private struct Numbers
    {
        private int _first;
    }
}

/// <summary>A number and its hash.</summary>
internal readonly record struct HashEntry(uint Hash, int Number);
