using System.Runtime.CompilerServices;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers by hash, in entries of eight bytes. Two numbers may have one hash: what they stand for is compared by whoever looks.
/// Grows without a pause: one of 256 shards at a time, which begin with different lengths so that they grow at different times.
/// </summary>
internal sealed class HashIndex
{
    private const int Shards = 256;
    private const int LeastEntries = 8;
    private readonly Shard[] _shards = new Shard[Shards];

    public HashIndex()
    {
        for (var shard = 0; shard < Shards; shard++)
            _shards[shard] = new(LeastEntries + (shard * LeastEntries / Shards));
    }

    /// <summary>Has the place brought near where a look for this hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BringNear(ulong hash) => Prefetch.Of(ref ShardOf(hash).Home((uint)hash));

    /// <summary>The first number with this hash; -1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(ulong hash) => ShardOf(hash).First((uint)hash);

    /// <summary>All numbers with this hash.</summary>
    public Looks Of(ulong hash) => ShardOf(hash).Of((uint)hash);

    /// <summary>Adds a number, not negative, under a hash.</summary>
    public void Add(ulong hash, int number) => ShardOf(hash).Add((uint)hash, number);

    /// <summary>Gives every number another, <c>numbers[old]</c>; where that is -1, it is forgotten.</summary>
    public void Renumber(ReadOnlySpan<int> numbers)
    {
        // Shard by shard, so that what is read and written stands together.
        foreach (ref var shard in _shards.AsSpan())
            shard = shard.Renumbered(numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Shard ShardOf(ulong hash) => ref _shards[hash >> 56];

    // The first number with this hash from a place on, which then is the one behind it; -1 where an empty place comes before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<Entry> entries, uint hash, ref int at)
    {
        while (true)
        {
            var entry = entries[at];
            at = After(at, entries.Length);
            // An empty one has no number, whatever its hash.
            if (entry.Hash == hash || entry.IsEmpty)
                return entry.Number;
        }
    }

    private static int After(int at, int length) => at + 1 < length ? at + 1 : 0;

    /// <summary>A number and 32 bits of its hash.</summary>
    internal struct Entry
    {
        public uint Hash;
        private int _number; // from 1 on; 0 is empty

        public int Number
        {
            readonly get => _number - 1;
            set => _number = value + 1;
        }

        public readonly bool IsEmpty => _number == 0;
    }

    /// <summary>Some entries; whoever looks for one goes on to the next, and from the last to the first.</summary>
    private struct Shard(int length)
    {
        private readonly Entry[] _entries = new Entry[length];
        private int _taken;

        public readonly ref Entry Home(uint hash) => ref _entries[HomeOf(hash)];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly int First(uint hash)
        {
            var at = HomeOf(hash);
            return Next(_entries, hash, ref at);
        }

        public readonly Looks Of(uint hash) => new(_entries, hash, HomeOf(hash));

        public void Add(uint hash, int number)
        {
            Put(new() { Hash = hash, Number = number });
            // Half full, most are where the look for them begins.
            if (_taken > _entries.Length / 2)
                this = Resized(_entries.Length * 2);
        }

        public readonly Shard Renumbered(ReadOnlySpan<int> numbers)
        {
            var kept = 0;
            foreach (ref var entry in _entries.AsSpan())
            {
                if (entry.IsEmpty)
                    continue;
                entry.Number = numbers[entry.Number];
                kept += entry.IsEmpty ? 0 : 1;
            }

            // What would be filled to less than an eighth shrinks, to a fill at which neither this nor growing comes again soon.
            return Resized(kept < _entries.Length / 8 ? Math.Max(LeastEntries, kept * 3) : _entries.Length);
        }

        private readonly Shard Resized(int length)
        {
            var resized = new Shard(length);
            foreach (ref readonly var entry in _entries.AsSpan())
            {
                if (!entry.IsEmpty)
                    resized.Put(in entry);
            }

            return resized;
        }

        private void Put(in Entry entry)
        {
            var at = HomeOf(entry.Hash);
            while (!_entries[at].IsEmpty)
                at = After(at, _entries.Length);
            _entries[at] = entry;
            _taken++;
        }

        private readonly int HomeOf(uint hash) => (int)((hash * (ulong)_entries.Length) >> 32);
    }

    /// <summary>Goes through the numbers with one hash.</summary>
    public ref struct Looks(ReadOnlySpan<Entry> entries, uint hash, int at)
    {
        private readonly ReadOnlySpan<Entry> _entries = entries;
        private int _at = at;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            Current = Next(_entries, hash, ref _at);
            return Current >= 0;
        }
    }
}
