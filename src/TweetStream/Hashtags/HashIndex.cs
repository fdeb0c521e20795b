using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers by hash, in entries of eight bytes. Two numbers may have one hash: what they stand for is compared by whoever looks,
/// who meets the last one that came before those before it.
/// Grows without a pause and leaves no garbage: a page of 4 KiB that fills up gives half of its entries to a new one.
/// Method: R. Fagin et al., "Extendible hashing" (1979).
/// </summary>
internal sealed class HashIndex
{
    private const int PageLength = 512;

    // Half to three quarters full, most are where the look for them begins.
    private const int MostTaken = PageLength / 4 * 3;

    // The lower bits of a hash are those of the place within a page. So many pages are for three billion numbers.
    private const int MostDepth = 23;

    private readonly Blocks<Entry> _entries = new(); // page by page
    private readonly List<Page> _pages = [];
    private int[] _directory = [0]; // the page of each beginning of a hash
    private int _depth; // bits of those beginnings

    public HashIndex() => AddPage(depth: 0);

    /// <summary>Where a look for this hash begins, which is brought near; valid until anything is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Place(uint hash)
    {
        var place = (PageOf(hash) * PageLength) + Home(hash);
        Prefetch.Of(ref _entries[place]);
        return place;
    }

    /// <summary>The first number with this hash, which has this place; -1 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(uint hash, int place)
    {
        var at = (int)((uint)place % PageLength);
        return Next(_entries.Slice(place - at, PageLength), hash, ref at);
    }

    /// <summary>All numbers with this hash.</summary>
    public Looks Of(uint hash) => new(Entries(PageOf(hash)), hash);

    /// <summary>Adds a number, not negative, under a hash.</summary>
    /// <exception cref="InvalidOperationException">Hundreds have this hash, which no random one lets happen.</exception>
    public void Add(uint hash, int number)
    {
        var page = PageOf(hash);
        while (PageAt(page).Taken >= MostTaken && PageAt(page).Depth < MostDepth)
        {
            Split(page);
            page = PageOf(hash);
        }

        if (PageAt(page).Taken == PageLength - 1)
            throw new InvalidOperationException($"more than {PageLength - 1} strings have one hash");
        PutFirst(page, new() { Hash = hash, Number = number });
    }

    /// <summary>Gives every number another, <c>numbers[old]</c>; where that is -1, it is forgotten.</summary>
    /// <returns>The index with those: this one, or where few are left another that takes less memory.</returns>
    public HashIndex Renumbered(ReadOnlySpan<int> numbers)
    {
        var kept = 0;
        Span<Entry> entries = stackalloc Entry[PageLength];
        for (var page = 0; page < _pages.Count; page++)
        {
            foreach (var entry in Empty(page, entries))
            {
                if (numbers[entry.Number] is >= 0 and var number)
                    Put(page, entry with { Number = number });
            }

            kept += PageAt(page).Taken;
        }

        return kept < _pages.Count * PageLength / 8 ? Copy() : this;
    }

    private HashIndex Copy()
    {
        var copy = new HashIndex();
        for (var page = 0; page < _pages.Count; page++)
        {
            foreach (var entry in Entries(page))
            {
                if (!entry.IsEmpty)
                    copy.Add(entry.Hash, entry.Number);
            }
        }

        return copy;
    }

    private static int Home(uint hash) => (int)(hash % PageLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PageOf(uint hash) => _directory[(int)((ulong)hash >> (32 - _depth))];

    private Span<Entry> Entries(int page) => _entries.Slice(page * PageLength, PageLength);

    private ref Page PageAt(int page) => ref CollectionsMarshal.AsSpan(_pages)[page];

    // The first number with this hash from a place on, which then is the one behind it; -1 where an empty place comes before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<Entry> entries, uint hash, ref int at)
    {
        while (true)
        {
            var entry = entries[at];
            at = (at + 1) % PageLength;
            // An empty one has no number, whatever its hash.
            if (entry.Hash == hash || entry.IsEmpty)
                return entry.Number;
        }
    }

    private int AddPage(int depth)
    {
        _pages.Add(new() { Depth = depth });
        _entries.Reserve(_pages.Count * PageLength);
        return _pages.Count - 1;
    }

    // Before those with the same hash, each of which takes the place of the next.
    private void PutFirst(int page, Entry entry)
    {
        var entries = Entries(page);
        for (var at = Home(entry.Hash); !entries[at].IsEmpty; at = (at + 1) % PageLength)
        {
            if (entries[at].Hash == entry.Hash)
                (entries[at], entry) = (entry, entries[at]);
        }

        Put(page, entry);
    }

    // Behind all that are there.
    private void Put(int page, in Entry entry)
    {
        var entries = Entries(page);
        var at = Home(entry.Hash);
        while (!entries[at].IsEmpty)
            at = (at + 1) % PageLength;
        entries[at] = entry;
        PageAt(page).Taken++;
    }

    // What stood in a page.
    private ReadOnlySpan<Entry> Empty(int page, Span<Entry> into)
    {
        var taken = 0;
        foreach (ref var entry in Entries(page))
        {
            into[taken] = entry;
            taken += entry.IsEmpty ? 0 : 1;
            entry = default;
        }

        PageAt(page).Taken = 0;
        return into[..taken];
    }

    // By one more bit of the hash.
    private void Split(int page)
    {
        var depth = ++PageAt(page).Depth;
        if (depth > _depth)
            DoubleDirectory();
        var other = AddPage(depth);
        var entries = Empty(page, stackalloc Entry[PageLength]);
        // Of the beginnings that led to the page, which follow each other, the second half leads to the other one.
        var half = 1 << (_depth - depth);
        var first = (int)((ulong)entries[0].Hash >> (32 - _depth)) & ~((2 * half) - 1);
        _directory.AsSpan(first + half, half).Fill(other);
        foreach (var entry in entries)
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
    public ref struct Looks(ReadOnlySpan<Entry> entries, uint hash)
    {
        private readonly ReadOnlySpan<Entry> _entries = entries;
        private int _at = Home(hash);

        public int Current { get; private set; }

        public bool MoveNext()
        {
            Current = Next(_entries, hash, ref _at);
            return Current >= 0;
        }
    }

    /// <summary>A number and its hash.</summary>
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

    private struct Page
    {
        public int Depth; // bits that the hashes of its entries have in common
        public int Taken;
    }
}
