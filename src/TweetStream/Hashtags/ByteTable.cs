using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers byte strings from 0 on in the order of their first appearance. Identity is the bytes themselves, never the
/// hash alone; the hash has a random seed, so that nobody can send tags chosen to collide.
/// </summary>
internal sealed class ByteTable
{
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[64];
    private uint[] _hashes = new uint[64];
    private int[] _places = new int[128];

    public int Count { get; private set; }

    /// <summary>Length of all of them together.</summary>
    public int Bytes => StartOf(Count);

    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(StartOf(number).._ends[number]);

    /// <summary>The number of <paramref name="value"/>; true in <paramref name="added"/> where it is a new one.</summary>
    public int Intern(ReadOnlySpan<byte> value, out bool added)
    {
        var hash = Hash(value);
        var place = PlaceOf(value, hash);
        added = _places[place] == 0;
        return added ? Add(value, hash, place) : _places[place] - 1;
    }

    /// <summary>The number of <paramref name="value"/>; -1 where it has none.</summary>
    public int Find(ReadOnlySpan<byte> value) => _places[PlaceOf(value, Hash(value))] - 1;

    /// <summary>Forgets every string that is not among <paramref name="kept"/> and numbers the others anew, in the same order.</summary>
    /// <returns>The new number of each old one; -1 for those forgotten.</returns>
    public int[] Keep(ReadOnlySpan<bool> kept)
    {
        var numbers = new int[kept.Length];
        var (count, end, start) = (0, 0, 0);
        for (var old = 0; old < kept.Length; old++)
        {
            var value = _bytes.AsSpan(start.._ends[old]);
            start = _ends[old];
            numbers[old] = kept[old] ? count : -1;
            if (!kept[old])
                continue;
            value.CopyTo(_bytes.AsSpan(end));
            _hashes[count] = _hashes[old];
            _ends[count++] = end += value.Length;
        }

        Count = count;
        GiveBack();
        return numbers;
    }

    // What is filled to a quarter shrinks to a half, so that neither this nor growing comes again soon.
    private void GiveBack()
    {
        if (Bytes < _bytes.Length / 4)
            Array.Resize(ref _bytes, Math.Max(1024, Bytes * 2));
        if (Count < _ends.Length / 4)
        {
            Array.Resize(ref _ends, Math.Max(64, Count * 2));
            Array.Resize(ref _hashes, _ends.Length);
        }

        Rehash(Count < _places.Length / 8 ? Math.Max(128, (int)BitOperations.RoundUpToPowerOf2((uint)Count * 4)) : _places.Length);
    }

    private uint Hash(ReadOnlySpan<byte> value) => (uint)XxHash3.HashToUInt64(value, _seed);

    // Where it stands, or the empty place where it belongs. Entries are 1-based, 0 is empty.
    private int PlaceOf(ReadOnlySpan<byte> value, uint hash)
    {
        var mask = _places.Length - 1;
        var place = (int)hash & mask;
        while (_places[place] != 0)
        {
            var number = _places[place] - 1;
            if (_hashes[number] == hash && this[number].SequenceEqual(value))
                break;
            place = (place + 1) & mask;
        }

        return place;
    }

    private int Add(ReadOnlySpan<byte> value, uint hash, int place)
    {
        var start = StartOf(Count);
        if (_bytes.Length - start < value.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)start + value.Length)));
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        value.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + value.Length;
        _hashes[Count] = hash;
        _places[place] = ++Count;
        if (Count * 2 > _places.Length)
            Rehash(_places.Length * 2);
        return Count - 1;
    }

    private void Rehash(int places)
    {
        if (places == _places.Length)
            Array.Clear(_places);
        else
            _places = new int[places];
        var mask = _places.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var place = (int)_hashes[number] & mask;
            while (_places[place] != 0)
                place = (place + 1) & mask;
            _places[place] = number + 1;
        }
    }

    private int StartOf(int number) => number == 0 ? 0 : _ends[number - 1];
}
