namespace TweetStream.Hashtags;

/// <summary>
/// Numbers the spellings of tags, and the keys that they fold to. A known spelling costs one look-up of its bytes:
/// no folding, no string. Not for use by two threads at once.
/// </summary>
/// <param name="keepCase">Whether spellings that differ in case are different tags.</param>
public sealed class TagTable(bool keepCase)
{
    private readonly TagFolder _folder = new(keepCase);
    private ByteTable _spellings = new();
    private ByteTable _keys = new();
    private int[] _keyOf = new int[64];

    /// <summary>Number of spellings; their numbers are below it.</summary>
    public int Count => _spellings.Count;

    /// <summary>Number of keys; their numbers are below it.</summary>
    public int KeyCount => _keys.Count;

    /// <summary>The number of a spelling, in UTF-8 without its sign.</summary>
    public int Intern(ReadOnlySpan<byte> spelling)
    {
        var number = _spellings.Intern(spelling, out var added);
        if (!added)
            return number;
        if (number == _keyOf.Length)
            Array.Resize(ref _keyOf, number * 2);
        _keyOf[number] = _keys.Intern(_folder.Fold(spelling), out _);
        return number;
    }

    /// <summary>The number of the key that a spelling folds to.</summary>
    public int KeyOf(int spelling) => _keyOf[spelling];

    public ReadOnlySpan<byte> Spelling(int spelling) => _spellings[spelling];

    public ReadOnlySpan<byte> Key(int key) => _keys[key];

    /// <summary>Forgets every spelling that is not live and numbers the others anew, in the same order.</summary>
    /// <returns>The new number of each old one; -1 for those forgotten.</returns>
    public int[] Compact(ReadOnlySpan<bool> live)
    {
        var (spellings, keys, keyOf) = (_spellings, _keys, _keyOf);
        (_spellings, _keys, _keyOf) = (new(), new(), new int[64]);
        var renumbered = new int[live.Length];
        for (var old = 0; old < live.Length; old++)
        {
            if (!live[old])
            {
                renumbered[old] = -1;
                continue;
            }

            var number = renumbered[old] = _spellings.Intern(spellings[old], out _);
            if (number == _keyOf.Length)
                Array.Resize(ref _keyOf, number * 2);
            _keyOf[number] = _keys.Intern(keys[keyOf[old]], out _);
        }

        return renumbered;
    }
}
