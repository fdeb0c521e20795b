using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers by hash, in eight bytes each. Two numbers may have one hash: what they stand for is compared by whoever looks,
/// who meets the last one that came before those before it.
/// Grows without a pause and leaves no garbage: a page of 4 KiB that fills up gives half of its entries to a new one.
/// Method: R. Fagin et al., "Extendible hashing" (1979).
/// </summary>
internal sealed class HashIndex
{
    private const int Buckets = 64; // of a page
    private const int PageLength = Buckets * HashBucket.Length;

    // Half to three quarters full, most are where the look for them begins.
    private const int MostTaken = PageLength / 4 * 3;

    // The lower bits of a hash are those of the place within a page, and buckets change one. So many pages are for three billion numbers.
    private const int MostDepth = 23;

    private readonly Blocks<HashBucket> _buckets = new(); // page by page
    private readonly List<Page> _pages = [];
    private int[] _directory = [0]; // the page of each beginning of a hash
    private int _depth; // bits of those beginnings

    public HashIndex() => AddPage(depth: 0);

    /// <summary>Where a look for this hash begins, which is brought near; valid until anything is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Place(uint hash)
    {
        var place = (PageOf(hash) * Buckets) + Home(hash);
        ref var bucket = ref _buckets[place];
        // Arrays begin anywhere: most buckets stand in two lines of the cache.
        Prefetch.Of(ref bucket);
        Prefetch.Of(ref Unsafe.AddByteOffset(ref bucket, Unsafe.SizeOf<HashBucket>() - 1));
        return place;
    }

    /// <summary>The first number with this hash, which has this place; -1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(uint hash, int place)
    {
        ref var bucket = ref _buckets[place];
        var matches = bucket.Matches(hash);
        return matches == 0 & bucket.IsFull ? FirstBeyond(hash, place) : bucket.First(matches);
    }

    /// <summary>All numbers with this hash.</summary>
    public Looks Of(uint hash) => new(BucketsOf(PageOf(hash)), hash);

    /// <summary>Adds a number, not negative, under a hash.</summary>
    /// <exception cref="InvalidOperationException">Hundreds have this hash, which no random one lets happen.</exception>
    public void Add(uint hash, int number)
    {
        var page = PageOf(hash);
        while (PageAt(page).Taken >= MostTaken && PageAt(page).Depth < MostDepth)
        {
            Split(page, hash);
            page = PageOf(hash);
        }

        if (PageAt(page).Taken == PageLength - 1)
            throw new InvalidOperationException($"more than {PageLength - 1} strings have one hash");
        PutFirst(page, new(hash, number));
    }

    /// <summary>Adds a number under a hash that no other has, where there is room; false, with nothing added, where another may have it, or room has to be made.</summary>
    public bool TryAdd(uint hash, int number)
    {
        var page = PageOf(hash);
        ref var taken = ref PageAt(page).Taken;
        ref var bucket = ref _buckets[(page * Buckets) + Home(hash)];
        if (taken >= MostTaken || bucket.IsFull || bucket.Matches(hash) != 0)
            return false;
        bucket.Add(new(hash, number));
        taken++;
        return true;
    }

    /// <summary>Gives every number another, <c>numbers[old]</c>; where that is -1, it is forgotten.</summary>
    /// <returns>The index with those: this one, or where few are left another that takes less memory.</returns>
    public HashIndex Renumbered(ReadOnlySpan<int> numbers)
    {
        var kept = 0;
        Span<HashEntry> entries = stackalloc HashEntry[PageLength];
        for (var page = 0; page < _pages.Count; page++)
        {
            foreach (var entry in Empty(page, entries))
            {
                if (numbers[entry.Number] is >= 0 and var number)
                    Put(page, entry with { Number = number });
            }

            kept += PageAt(page).Taken;
        }

        return kept < _pages.Count * PageLength / 8 ? Moved() : this;
    }

    // Leaves nothing here.
    private HashIndex Moved()
    {
        var other = new HashIndex();
        Span<HashEntry> entries = stackalloc HashEntry[PageLength];
        for (var page = 0; page < _pages.Count; page++)
        {
            foreach (var entry in Empty(page, entries))
                other.Add(entry.Hash, entry.Number);
        }

        return other;
    }

    private static int Home(uint hash) => (int)(hash % Buckets);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PageOf(uint hash) => _directory[(int)((ulong)hash >> (32 - _depth))];

    private Span<HashBucket> BucketsOf(int page) => _buckets.Slice(page * Buckets, Buckets);

    private ref Page PageAt(int page) => ref CollectionsMarshal.AsSpan(_pages)[page];

    private int FirstBeyond(uint hash, int place)
    {
        var looks = new Looks(BucketsOf(place / Buckets), hash);
        return looks.MoveNext() ? looks.Current : -1;
    }

    private int AddPage(int depth)
    {
        _pages.Add(new() { Depth = depth });
        _buckets.Reserve(_pages.Count * Buckets);
        return _pages.Count - 1;
    }

    // Before those with the same hash, each of which takes the place of the next.
    private void PutFirst(int page, HashEntry entry)
    {
        var buckets = BucketsOf(page);
        for (var at = Home(entry.Hash); ; at = (at + 1) % Buckets)
        {
            ref var bucket = ref buckets[at];
            for (var matches = bucket.Matches(entry.Hash); matches != 0; matches &= matches - 1)
            {
                var place = BitOperations.TrailingZeroCount(matches);
                var next = bucket[place];
                bucket.Set(place, entry);
                entry = next;
            }

            if (!bucket.IsFull)
                break;
        }

        Put(page, entry);
    }

    // Behind all that are there.
    private void Put(int page, HashEntry entry)
    {
        var buckets = BucketsOf(page);
        var at = Home(entry.Hash);
        while (buckets[at].IsFull)
            at = (at + 1) % Buckets;
        buckets[at].Add(entry);
        PageAt(page).Taken++;
    }

    // What stood in a page.
    private ReadOnlySpan<HashEntry> Empty(int page, Span<HashEntry> into)
    {
        var taken = 0;
        var buckets = BucketsOf(page);
        foreach (ref readonly var bucket in buckets)
        {
            for (var (place, end) = (0, bucket.Taken); place < end; place++)
                into[taken++] = bucket[place];
        }

        buckets.Clear();
        PageAt(page).Taken = 0;
        return into[..taken];
    }

    // By one more bit of the hashes, of which one is given. What stands where a look for it begins does so in the other page as well.
    private void Split(int page, uint hash)
    {
        var depth = ++PageAt(page).Depth;
        if (depth > _depth)
            DoubleDirectory();
        var other = AddPage(depth);
        // Of the beginnings that led to the page, which follow each other, the second half leads to the other one.
        var half = 1 << (_depth - depth);
        var first = (int)((ulong)hash >> (32 - _depth)) & ~((2 * half) - 1);
        _directory.AsSpan(first + half, half).Fill(other);

        var staying = BucketsOf(page);
        var leaving = BucketsOf(other);
        Span<HashEntry> displaced = stackalloc HashEntry[PageLength];
        var (stayed, left, beyond) = (0, 0, 0);
        for (var at = 0; at < Buckets; at++)
        {
            var bucket = staying[at];
            var (stays, leaves) = (0, 0);
            for (var (place, end) = (0, bucket.Taken); place < end; place++)
            {
                var entry = bucket[place];
                if (Home(entry.Hash) != at)
                {
                    displaced[beyond++] = entry;
                    continue;
                }

                // Put into both, and kept in one: nobody could guess in which.
                staying[at].Set(stays, entry);
                leaving[at].Set(leaves, entry);
                var bit = (int)(entry.Hash >> (32 - depth)) & 1;
                leaves += bit;
                stays += 1 - bit;
            }

            staying[at].Cut(stays);
            leaving[at].Cut(leaves);
            (stayed, left) = (stayed + stays, left + leaves);
        }

        (PageAt(page).Taken, PageAt(other).Taken) = (stayed, left);
        foreach (var entry in displaced[..beyond])
            Put(PageOf(entry.Hash), entry);
    }

    private void DoubleDirectory()
    {
        var doubled = new int[_directory.Length * 2];
        for (var beginning = 0; beginning < doubled.Length; beginning++)
            doubled[beginning] = _directory[beginning / 2];
        (_directory, _depth) = (doubled, _depth + 1);
    }

    /// <summary>Goes through the numbers with one hash.</summary>
    public ref struct Looks(ReadOnlySpan<HashBucket> buckets, uint hash)
    {
        private readonly ReadOnlySpan<HashBucket> _buckets = buckets;
        private int _next = Home(hash); // the bucket that is looked into next; -1 where there is none
        private uint _matches;
        private int _at;

        public readonly int Current => _buckets[_at].First(_matches);

        public bool MoveNext()
        {
            _matches &= _matches - 1;
            while (_matches == 0)
            {
                if (_next < 0)
                    return false;
                _at = _next;
                ref readonly var bucket = ref _buckets[_at];
                _matches = bucket.Matches(hash);
                _next = bucket.IsFull ? (_at + 1) % Buckets : -1;
            }

            return true;
        }
    }

    private struct Page
    {
        public int Depth; // bits that the hashes of its entries have in common
        public int Taken;
    }
}
