using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers byte strings from 0 on in the order of their first appearance. Identity is the bytes themselves, never the
/// hash alone. Hashes and numbers stand together, and short strings in records of 32 bytes in the order of their numbers:
/// a known string costs two places in memory, and what is seen often was seen early, so that its records stand together.
/// Grows without a pause: a shard or a block at a time, a shard into its part of an array that is made once for all of them.
/// </summary>
internal sealed class ByteTable
{
    private const int Shards = 256;
    private const int ShardShift = 24;
    private const int LeastPlaces = 16;

    private readonly ByteHash _hash = new();

    // The hash in the upper half, the number from 1 on in the lower; 0 is empty. The shard is chosen by the hash's upper bits.
    private readonly Shard[] _shards = new Shard[Shards];
    private ulong[] _newest = [];
    private readonly Blocks<Record> _records = new();
    private byte[] _long = [];
    private int _longUsed;

    public ByteTable() => Renew(LeastPlaces);

    public int Count { get; private set; }

    /// <summary>Length of all of them together.</summary>
    public int Bytes { get; private set; }

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            ref var record = ref _records[number];
            return record.Length <= ShortBytes.Capacity ? ShortBytes.AsSpan(in record.Value, record.Length) : _long.AsSpan((int)record.Value.First, record.Length);
        }
    }

    /// <summary>A number that the owner keeps beside a string.</summary>
    public ref int Label(int number) => ref _records[number].Label;

    /// <summary>The number of <paramref name="value"/>; true in <paramref name="added"/> where it is a new one.</summary>
    public int Intern(ReadOnlySpan<byte> value, out bool added)
    {
        var hash = Hash(value, out var start);
        ref var place = ref PlaceOf(value, hash, start);
        added = place == 0;
        if (!added)
            return NumberAt(place);
        if (value.Length > ShortBytes.Capacity)
            start = Store(value);
        return Add(start, value.Length, hash, ref place);
    }

    /// <summary>The number of <paramref name="value"/>; -1 where it has none.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        var hash = Hash(value, out var start);
        return NumberAt(PlaceOf(value, hash, start));
    }

    /// <summary>The same for a short string.</summary>
    public int Intern(ShortBytes value, int length, out bool added)
    {
        var hash = _hash.Of(in value, length);
        ref var place = ref PlaceOf(value, length, hash);
        added = place == 0;
        return added ? Add(value, length, hash, ref place) : NumberAt(place);
    }

    /// <summary>
    /// Finds many short strings at once, each step for all of them and without a branch: while memory is waited for on behalf
    /// of one, the others are on their way. Looks only where a string is most likely, so that some are left to be interned.
    /// </summary>
    /// <param name="values">The strings; at most 64.</param>
    /// <param name="lengths">Their lengths; one above <see cref="ShortBytes.Capacity"/> is not found.</param>
    /// <param name="numbers">Gets their numbers; -1 for those not found.</param>
    /// <param name="labels">Gets what the owner keeps beside those found.</param>
    public void Find(ReadOnlySpan<ShortBytes> values, ReadOnlySpan<int> lengths, Span<int> numbers, Span<int> labels)
    {
        if (Count == 0)
        {
            numbers.Fill(-1);
            return;
        }

        Span<uint> hashes = stackalloc uint[64];
        for (var i = 0; i < values.Length; i++)
        {
            hashes[i] = _hash.Of(in values[i], lengths[i]);
            Prefetch.Of(ref Home(hashes[i]));
        }

        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = Guess(hashes[i]);
            Prefetch.Of(ref _records[Math.Max(numbers[i], 0)]);
        }

        for (var i = 0; i < values.Length; i++)
        {
            ref var record = ref _records[Math.Max(numbers[i], 0)];
            var isAt = (record.Length == lengths[i]) & (lengths[i] <= ShortBytes.Capacity) & record.Value.IsEqual(in values[i]);
            numbers[i] = isAt ? numbers[i] : -1;
            labels[i] = record.Label;
        }
    }

    // The first with this hash among the eight places where it most likely stands; -1 where there is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Guess(uint hash)
    {
        ref var home = ref Home(hash);
        var places = Vector512.LoadUnsafe(ref home);
        var same = Vector512.Equals(places >>> 32, Vector512.Create((ulong)hash)).ExtractMostSignificantBits();
        return same == 0 ? -1 : NumberAt(Unsafe.Add(ref home, BitOperations.TrailingZeroCount(same)));
    }

    // The first of eight places, none of them beyond the shard's end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Home(uint hash)
    {
        ref var shard = ref _shards[hash >> ShardShift];
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(shard.Places), shard.Start + Math.Min(hash & shard.Mask, shard.Mask - 7));
    }

    /// <summary>Forgets every string that is not among <paramref name="kept"/> and numbers the others anew, in the same order.</summary>
    /// <returns>The new number of each old one; -1 for those forgotten.</returns>
    public int[] Keep(ReadOnlySpan<bool> kept)
    {
        var numbers = new int[kept.Length];
        (var count, Bytes, _longUsed) = (0, 0, 0);
        for (var old = 0; old < kept.Length; old++)
        {
            numbers[old] = kept[old] ? count : -1;
            if (!kept[old])
                continue;
            var record = _records[old];
            Bytes += record.Length;
            if (record.Length > ShortBytes.Capacity)
                record.Value = Store(_long.AsSpan((int)record.Value.First, record.Length));
            _records[count++] = record;
        }

        Count = count;
        _records.Trim(count);
        if (_longUsed < _long.Length / 4)
            Array.Resize(ref _long, _longUsed * 2);
        Renumber(numbers);
        return numbers;
    }

    private uint Hash(ReadOnlySpan<byte> value, out ShortBytes start)
    {
        var isShort = value.Length <= ShortBytes.Capacity;
        start = isShort ? ShortBytes.Of(value) : default;
        return isShort ? _hash.Of(in start, value.Length) : _hash.Of(value);
    }

    // Where it stands, or the empty place where it belongs.
    private ref ulong PlaceOf(ReadOnlySpan<byte> value, uint hash, ShortBytes start)
    {
        if (value.Length <= ShortBytes.Capacity)
            return ref PlaceOf(start, value.Length, hash);
        ref var shard = ref _shards[hash >> ShardShift];
        var at = hash;
        while (shard[at] != 0 && ((uint)(shard[at] >> 32) != hash || !this[NumberAt(shard[at])].SequenceEqual(value)))
            at++;
        return ref shard[at];
    }

    private ref ulong PlaceOf(ShortBytes value, int length, uint hash)
    {
        ref var shard = ref _shards[hash >> ShardShift];
        var at = hash;
        while (shard[at] != 0 && ((uint)(shard[at] >> 32) != hash || !IsAt(NumberAt(shard[at]), value, length)))
            at++;
        return ref shard[at];
    }

    private bool IsAt(int number, ShortBytes value, int length)
    {
        ref var record = ref _records[number];
        return record.Length == length && record.Value == value;
    }

    private int Add(ShortBytes value, int length, uint hash, ref ulong place)
    {
        _records.Reserve(Count + 1);
        _records[Count] = new() { Value = value, Length = length };
        Bytes += length;
        place = PlaceWith(hash, Count++);
        ref var shard = ref _shards[hash >> ShardShift];
        shard.Taken++;
        if (shard.IsFull)
            Grow(ref shard, (int)(hash >> ShardShift));
        return Count - 1;
    }

    // What stands for a long string in its record is where its bytes begin.
    private ShortBytes Store(ReadOnlySpan<byte> value)
    {
        if (_long.Length - _longUsed < value.Length)
            Array.Resize(ref _long, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(1024, _long.Length * 2L), (long)_longUsed + value.Length)));
        var start = _longUsed;
        value.CopyTo(_long.AsSpan(start));
        _longUsed += value.Length;
        return new((ulong)start, 0, 0);
    }

    // The old places know the hashes; nothing else need be looked at.
    private void Grow(ref Shard shard, int index)
    {
        var old = shard;
        var length = (int)(old.Mask + 1) * 2;
        if (_newest.Length < Shards * length)
            _newest = new ulong[Shards * length];
        shard = _newest.Length == Shards * length ? new(_newest, index * length, length) : new(new ulong[length], 0, length);
        foreach (var taken in old.All)
        {
            if (taken != 0)
                shard.Put(taken);
        }
    }

    // What would be filled to less than an eighth shrinks, to a fill at which neither this nor growing comes again soon.
    private void Renumber(ReadOnlySpan<int> numbers)
    {
        var old = _shards.ToArray();
        var length = old.Max(shard => (int)shard.Mask + 1);
        if (Count < Shards * length / 8)
            length = Math.Max(LeastPlaces, (int)BitOperations.RoundUpToPowerOf2((uint)(Count / Shards * 5 / 2)));
        Renew(length);
        for (var shard = 0; shard < Shards; shard++)
        {
            foreach (var taken in old[shard].All)
            {
                var number = taken == 0 ? -1 : numbers[NumberAt(taken)];
                if (number < 0)
                    continue;
                _shards[shard].Put(PlaceWith((uint)(taken >> 32), number));
                if (_shards[shard].IsFull)
                    Grow(ref _shards[shard], shard);
            }
        }
    }

    private void Renew(int length)
    {
        _newest = new ulong[Shards * length];
        for (var shard = 0; shard < Shards; shard++)
            _shards[shard] = new(_newest, shard * length, length);
    }

    private static ulong PlaceWith(uint hash, int number) => ((ulong)hash << 32) | (uint)(number + 1);

    private static int NumberAt(ulong place) => (int)(uint)place - 1;

    private struct Record
    {
        public ShortBytes Value;
        public int Length;
        public int Label;
    }

    /// <summary>Some places of an array, as many as a power of two; whoever looks for a place goes round.</summary>
    private struct Shard(ulong[] places, int start, int length)
    {
        public readonly ulong[] Places = places;
        public readonly uint Start = (uint)start;
        public readonly uint Mask = (uint)(length - 1);
        public int Taken;

        /// <summary>Whether a place is soon hard to find.</summary>
        public readonly bool IsFull => Taken * 8L > (Mask + 1) * 5L;

        public readonly ReadOnlySpan<ulong> All => Places.AsSpan((int)Start, (int)Mask + 1);

        public readonly ref ulong this[uint at] => ref Places[Start + (at & Mask)];

        public void Put(ulong taken)
        {
            var at = (uint)(taken >> 32);
            while (this[at] != 0)
                at++;
            this[at] = taken;
            Taken++;
        }
    }
}
