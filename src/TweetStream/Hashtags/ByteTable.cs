using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers byte strings from 0 on in the order of their first appearance. Identity is the bytes themselves, never the hash alone.
/// They stand by their number in records that hold the short ones: frequent ones, which came early, stand together,
/// and none is moved when others come; only the <see cref="HashIndex"/> is, a little at a time.
/// </summary>
internal sealed class ByteTable
{
    private const int AtOnce = 64;

    private readonly ByteHash _hashing;
    private readonly Blocks<Record> _records = new(); // by number, at least one
    private HashIndex _index = new();
    private byte[] _long = [];
    private int _longUsed;

    public ByteTable()
        : this(new())
    {
    }

    public ByteTable(ByteHash hashing)
    {
        _hashing = hashing;
        _records.Reserve(1);
    }

    public int Count { get; private set; }

    /// <summary>Length of all of them together.</summary>
    public int Bytes { get; private set; }

    public ReadOnlySpan<byte> this[int number] => BytesOf(ref _records[number]);

    /// <summary>A number that the owner keeps beside a string.</summary>
    public ref int Label(int number) => ref _records[number].Label;

    /// <summary>The number of <paramref name="value"/>, which may be a new one.</summary>
    public int Intern(ReadOnlySpan<byte> value, out Novelty novelty)
    {
        if (value.Length <= ShortBytes.Capacity)
            return InternShort(ShortBytes.Of(value), out novelty);
        var hash = _hashing.Of(value);
        var number = Look(value, hash, out novelty);
        return novelty == Novelty.None ? number : Add(Store(value), hash);
    }

    /// <summary>Lets a string be <see cref="Alike"/> another one, for as long as that is kept. It is not counted, and takes no memory of its own.</summary>
    /// <param name="number">Of one that has a number.</param>
    /// <param name="other">May have a number or none.</param>
    public void AddAlike(int number, ReadOnlySpan<byte> other) => _index.Add(HashOf(other), number);

    /// <summary>The numbers of the string itself and of those that it was added for, and by chance of a few others: the owner compares.</summary>
    public HashIndex.Looks Alike(ReadOnlySpan<byte> value) => _index.Of(HashOf(value));

    /// <summary>
    /// Finds many short strings at once: where each stands is known, and brought near, before the first is compared, so that
    /// memory is waited for on behalf of many.
    /// </summary>
    public void Find(Span<Lookup> lookups)
    {
        for (; lookups.Length > AtOnce; lookups = lookups[AtOnce..])
            FindAtOnce(lookups[..AtOnce]);
        FindAtOnce(lookups);
    }

    /// <summary>
    /// Adds a short string that was looked for and not found, with its own number as its label. False, with nothing added, where
    /// that takes more than a step: it may have been added since, another may have its hash, or there is no room.
    /// </summary>
    public bool TryAdd(ref Lookup lookup)
    {
        if (!_index.TryAdd(lookup.Hash, Count))
            return false;
        lookup.Number = lookup.Label = Count;
        Append(in lookup.Value).Label = lookup.Label;
        return true;
    }

    /// <summary>Forgets some strings and numbers the others anew, in the same order.</summary>
    /// <param name="count">How many are left.</param>
    /// <param name="numbers">The new number of each; -1 for those to be forgotten.</param>
    /// <param name="labels">For each label what stands in its place.</param>
    public void Keep(int count, ReadOnlySpan<int> numbers, ReadOnlySpan<int> labels)
    {
        _index = _index.Renumbered(numbers);
        var oldLong = _long;
        (Count, Bytes, _long, _longUsed) = (count, 0, [], 0);
        for (var old = 0; old < numbers.Length; old++)
        {
            if (numbers[old] < 0)
                continue;
            ref var record = ref _records[old];
            var value = ShortBytes.AsSpan(in record.Value, oldLong);
            Bytes += value.Length;
            _records[numbers[old]] = new() { Value = record.Value.IsLong ? Store(value) : record.Value, Label = labels[record.Label] };
        }

        _records.Trim(count);
    }

    private void FindAtOnce(Span<Lookup> lookups)
    {
        foreach (ref var lookup in lookups)
        {
            // What was just written would be read again from memory.
            var hash = _hashing.Of(in lookup.Value);
            lookup.Hash = hash;
            lookup.Number = _index.Place(hash);
        }

        foreach (ref var lookup in lookups)
        {
            var number = _index.First(lookup.Hash, place: lookup.Number);
            lookup.Number = number;
            Prefetch.Of(ref RecordOrFirst(number));
        }

        foreach (ref var lookup in lookups)
        {
            // Nobody could guess which have a number: those that have none are compared as well.
            ref var record = ref RecordOrFirst(lookup.Number);
            if ((lookup.Number >= 0 & !record.Value.IsEqual(in lookup.Value)) | lookup.Value.IsLong)
            {
                // Another may have the same hash; and what stands for a long one is no string.
                lookup.Number = lookup.Value.IsLong ? -1 : Look(in lookup.Value, lookup.Hash, out _);
                record = ref RecordOrFirst(lookup.Number);
            }

            lookup.Label = record.Label;
        }
    }

    // That of a number that is none is the first one.
    private ref Record RecordOrFirst(int number) => ref _records[number & ~(number >> 31)];

    private uint HashOf(ReadOnlySpan<byte> value)
    {
        if (value.Length > ShortBytes.Capacity)
            return _hashing.Of(value);
        var start = ShortBytes.Of(value);
        return _hashing.Of(in start);
    }

    private int InternShort(in ShortBytes value, out Novelty novelty)
    {
        var hash = _hashing.Of(in value);
        var number = Look(in value, hash, out novelty);
        return novelty == Novelty.None ? number : Add(value, hash);
    }

    private int Look(in ShortBytes value, uint hash, out Novelty novelty)
    {
        novelty = Novelty.Full;
        for (var looks = _index.Of(hash); looks.MoveNext(); novelty = Novelty.Alike)
        {
            if (!_records[looks.Current].Value.IsEqual(in value))
                continue;
            novelty = Novelty.None;
            return looks.Current;
        }

        return -1;
    }

    private int Look(ReadOnlySpan<byte> value, uint hash, out Novelty novelty)
    {
        novelty = Novelty.Full;
        for (var looks = _index.Of(hash); looks.MoveNext(); novelty = Novelty.Alike)
        {
            ref var record = ref _records[looks.Current];
            if (!record.Value.IsLong || !BytesOf(ref record).SequenceEqual(value))
                continue;
            novelty = Novelty.None;
            return looks.Current;
        }

        return -1;
    }

    private int Add(ShortBytes value, uint hash)
    {
        _index.Add(hash, Count);
        Append(in value);
        return Count - 1;
    }

    private ref Record Append(in ShortBytes value)
    {
        _records.Reserve(Count + 1);
        ref var record = ref _records[Count++];
        record = new() { Value = value };
        Bytes += value.Length;
        return ref record;
    }

    private ShortBytes Store(ReadOnlySpan<byte> value)
    {
        if (_long.Length - _longUsed < value.Length)
            Array.Resize(ref _long, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(1024, _long.Length * 2L), (long)_longUsed + value.Length)));
        value.CopyTo(_long.AsSpan(_longUsed));
        _longUsed += value.Length;
        return ShortBytes.Long(_longUsed - value.Length, value.Length);
    }

    private ReadOnlySpan<byte> BytesOf(ref readonly Record record) => ShortBytes.AsSpan(in record.Value, _long);

    private struct Record
    {
        public ShortBytes Value;
        public int Label;
    }
}

/// <summary>How new a string is to a <see cref="ByteTable"/>.</summary>
internal enum Novelty
{
    /// <summary>It has a number.</summary>
    None,

    /// <summary>It has none, but others may be alike.</summary>
    Alike,

    /// <summary>It has none, and no other is alike.</summary>
    Full,
}
