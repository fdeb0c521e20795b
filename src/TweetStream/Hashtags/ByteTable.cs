using System.Runtime.CompilerServices;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers byte strings from 0 on in the order of their first appearance. Identity is the bytes themselves, never the
/// hash alone. Short strings stand in the hash table itself, in records of 32 bytes: a known one costs one place in memory.
/// Grows without a pause: one of 256 shards at a time, which begin with different lengths so that they grow at different times.
/// </summary>
internal sealed class ByteTable
{
    private const int Shards = 256;
    private const int AtOnce = 64;
    private const int LeastRecords = 8;
    private const int Fast = 4; // growth while it is small, where time counts more than memory
    private const int Small = 2048;

    private readonly ByteHash _hash = new();
    private readonly Shard[] _shards = new Shard[Shards];
    private readonly Blocks<int> _places = new(); // of each number: within its shard, and the shard in the last byte
    private byte[] _long = [];
    private int _longUsed;

    public ByteTable()
    {
        for (var shard = 0; shard < Shards; shard++)
            _shards[shard] = new(LeastRecords + (shard * LeastRecords * (Fast - 1) / Shards));
    }

    public int Count { get; private set; }

    /// <summary>Length of all of them together.</summary>
    public int Bytes { get; private set; }

    public ReadOnlySpan<byte> this[int number] => BytesOf(ref RecordOf(number));

    /// <summary>A number that the owner keeps beside a string.</summary>
    public ref int Label(int number) => ref RecordOf(number).Label;

    /// <summary>The number of <paramref name="value"/>; true in <paramref name="added"/> where it is a new one.</summary>
    public int Intern(ReadOnlySpan<byte> value, out bool added)
    {
        if (value.Length <= ShortBytes.Capacity)
            return Intern(ShortBytes.Of(value), out added);
        var hash = _hash.Of(value);
        ref var record = ref Look(value, hash);
        added = record.IsEmpty;
        return added ? Add(Store(value), hash, ref record) : record.Number;
    }

    /// <summary>The same for a short string.</summary>
    public int Intern(in ShortBytes value, out bool added)
    {
        var hash = _hash.Of(in value);
        ref var record = ref Look(in value, hash);
        added = record.IsEmpty;
        return added ? Add(value, hash, ref record) : record.Number;
    }

    /// <summary>The number of <paramref name="value"/>; -1 where it has none.</summary>
    public int Find(ReadOnlySpan<byte> value)
    {
        if (value.Length > ShortBytes.Capacity)
            return Look(value, _hash.Of(value)).Number;
        var start = ShortBytes.Of(value);
        return Look(in start, _hash.Of(in start)).Number;
    }

    /// <summary>
    /// Finds many short strings at once: where each stands is known, and brought near, before the first is compared, so that
    /// memory is waited for on behalf of many.
    /// </summary>
    /// <param name="values">The strings. One that is not short is not found.</param>
    /// <param name="numbers">Gets their numbers; -1 for those that have none.</param>
    /// <param name="labels">Gets what the owner keeps beside those found.</param>
    public void Find(ReadOnlySpan<ShortBytes> values, Span<int> numbers, Span<int> labels)
    {
        Span<ulong> hashes = stackalloc ulong[AtOnce];
        while (!values.IsEmpty)
        {
            var some = Math.Min(values.Length, AtOnce);
            Find(values[..some], hashes, numbers, labels);
            values = values[some..];
            numbers = numbers[some..];
            labels = labels[some..];
        }
    }

    private void Find(ReadOnlySpan<ShortBytes> values, Span<ulong> hashes, Span<int> numbers, Span<int> labels)
    {
        for (var i = 0; i < values.Length; i++)
        {
            hashes[i] = _hash.Of(in values[i]);
            Prefetch.Of(ref Home(hashes[i]));
        }

        for (var i = 0; i < values.Length; i++)
        {
            ref var record = ref Home(hashes[i]);
            if (!record.Value.IsEqual(in values[i]))
                record = ref Look(in values[i], hashes[i]);
            numbers[i] = values[i].IsLong ? -1 : record.Number;
            labels[i] = record.Label;
        }
    }

    /// <summary>Forgets some strings and numbers the others anew, as many as <paramref name="count"/> says.</summary>
    /// <param name="count">How many are left.</param>
    /// <param name="numbers">The new number of each; -1 for those to be forgotten.</param>
    /// <param name="labels">For each label what stands in its place.</param>
    public void Keep(int count, ReadOnlySpan<int> numbers, ReadOnlySpan<int> labels)
    {
        var oldLong = _long;
        (Count, Bytes, _long, _longUsed) = (count, 0, [], 0);
        // Shard by shard, so that what is read and written stands together.
        for (var index = 0; index < Shards; index++)
        {
            var old = _shards[index];
            var kept = 0;
            foreach (ref readonly var record in old.All)
                kept += !record.IsEmpty && numbers[record.Number] >= 0 ? 1 : 0;
            // What would be filled to less than a fifth shrinks, to a fill at which neither this nor growing comes again soon.
            ref var shard = ref _shards[index];
            shard = new(kept < old.Length / 5 ? Math.Max(LeastRecords, kept * 5 / 2) : old.Length);
            foreach (ref readonly var record in old.All)
            {
                if (record.IsEmpty || numbers[record.Number] < 0)
                    continue;
                var value = ShortBytes.AsSpan(in record.Value, oldLong);
                Bytes += value.Length;
                Put(new() { Value = record.Value.IsLong ? Store(value) : record.Value, Number = numbers[record.Number], Label = labels[record.Label] });
            }
        }

        _places.Trim(count);
    }

    private ref Record RecordOf(int number) => ref _shards[_places[number] & (Shards - 1)][_places[number] >>> 8];

    private ReadOnlySpan<byte> BytesOf(ref readonly Record record) => ShortBytes.AsSpan(in record.Value, _long);

    // Where it stands if nothing was in its way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Record Home(ulong hash)
    {
        ref var shard = ref _shards[hash >> 56];
        return ref shard[shard.HomeOf(hash)];
    }

    // Where it stands, or the empty place where it belongs.
    private ref Record Look(in ShortBytes value, ulong hash)
    {
        ref var shard = ref _shards[hash >> 56];
        var at = shard.HomeOf(hash);
        while (!shard[at].IsEmpty && !shard[at].Value.IsEqual(in value))
            at = shard.After(at);
        return ref shard[at];
    }

    private ref Record Look(ReadOnlySpan<byte> value, ulong hash)
    {
        ref var shard = ref _shards[hash >> 56];
        var at = shard.HomeOf(hash);
        while (!shard[at].IsEmpty && !(shard[at].Value.IsLong && BytesOf(ref shard[at]).SequenceEqual(value)))
            at = shard.After(at);
        return ref shard[at];
    }

    private int Add(ShortBytes value, ulong hash, ref Record record)
    {
        record = new() { Value = value, Number = Count };
        _places.Reserve(Count + 1);
        SetPlace(Count, ref record, hash);
        Bytes += value.Length;
        ref var shard = ref _shards[hash >> 56];
        shard.Taken++;
        if (shard.IsFull)
            Grow(ref shard);
        return Count++;
    }

    private ShortBytes Store(ReadOnlySpan<byte> value)
    {
        if (_long.Length - _longUsed < value.Length)
            Array.Resize(ref _long, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(1024, _long.Length * 2L), (long)_longUsed + value.Length)));
        value.CopyTo(_long.AsSpan(_longUsed));
        _longUsed += value.Length;
        return ShortBytes.Long(_longUsed - value.Length, value.Length);
    }

    private void Grow(ref Shard shard)
    {
        var old = shard;
        shard = new(old.Length < Small ? old.Length * Fast : old.Length + (old.Length / 2));
        foreach (ref readonly var record in old.All)
        {
            if (!record.IsEmpty)
                Put(in record);
        }
    }

    private void Put(in Record record)
    {
        var hash = record.Value.IsLong ? _hash.Of(BytesOf(in record)) : _hash.Of(in record.Value);
        ref var shard = ref _shards[hash >> 56];
        ref var place = ref shard.Empty(hash);
        place = record;
        shard.Taken++;
        SetPlace(record.Number, ref place, hash);
    }

    private void SetPlace(int number, ref readonly Record record, ulong hash) =>
        _places[number] = (_shards[hash >> 56].IndexOf(in record) << 8) | (int)(hash >> 56);

    private struct Record
    {
        public ShortBytes Value;
        private int _number; // from 1 on; 0 is empty
        public int Label;

        public int Number
        {
            readonly get => _number - 1;
            set => _number = value + 1;
        }

        public readonly bool IsEmpty => _number == 0;
    }

    /// <summary>Some records; whoever looks for one goes on to the next, and from the last to the first.</summary>
    private struct Shard(int length)
    {
        private readonly AlignedArray<Record> _records = new(length);
        public int Taken;

        public readonly int Length => _records.Length;

        /// <summary>Whether a record is soon hard to find.</summary>
        public readonly bool IsFull => Taken * 10L > Length * 7L;

        public readonly ReadOnlySpan<Record> All => _records.AsSpan();

        public readonly ref Record this[int at] => ref _records[at];

        public readonly int HomeOf(ulong hash) => (int)(((hash & uint.MaxValue) * (ulong)Length) >> 32);

        public readonly int After(int at) => at + 1 < Length ? at + 1 : 0;

        public readonly int IndexOf(ref readonly Record record) => _records.IndexOf(in record);

        /// <summary>The first empty place for what has this hash.</summary>
        public readonly ref Record Empty(ulong hash)
        {
            var at = HomeOf(hash);
            while (!this[at].IsEmpty)
                at = After(at);
            return ref this[at];
        }
    }
}
