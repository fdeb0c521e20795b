namespace TweetStream.Hashtags;

/// <summary>
/// Numbers the spellings of tags, and the keys that they fold to. A known spelling costs one look-up of its bytes:
/// no folding, no string. Not for use by two threads at once.
/// </summary>
/// <param name="keepCase">Whether spellings that differ in case are different tags.</param>
public sealed class TagTable(bool keepCase)
{
    private readonly TagFolder _folder = new(keepCase);
    private readonly ByteTable _spellings = new();
    private readonly ByteTable _keys = new();
    private int[] _keyOf = new int[64];

    /// <summary>
    /// Longest spelling, in UTF-8 bytes. No network takes a longer tag (Bluesky, the widest, takes 64 graphemes in at most 640
    /// bytes), and a line may hold one of a million bytes. Whoever interns leaves out what is longer.
    /// </summary>
    public const int LongestSpelling = 1024;

    /// <summary>Number of spellings; their numbers are below it.</summary>
    public int Count => _spellings.Count;

    /// <summary>Length of all spellings together, in bytes; the keys are no longer.</summary>
    public int Bytes => _spellings.Bytes;

    /// <summary>How many spellings the last <see cref="Compact"/> kept.</summary>
    public int Kept { get; private set; }

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

    /// <summary>The same for a spelling that gets no number; -1 where no spelling has that key.</summary>
    public int FindKey(ReadOnlySpan<byte> spelling) => _keys.Find(_folder.Fold(spelling));

    public ReadOnlySpan<byte> Spelling(int spelling) => _spellings[spelling];

    public ReadOnlySpan<byte> Key(int key) => _keys[key];

    /// <summary>Forgets every spelling that is not live and numbers the others anew, in the same order.</summary>
    /// <returns>The new number of each old one; -1 for those forgotten.</returns>
    public int[] Compact(ReadOnlySpan<bool> live)
    {
        var keys = new bool[KeyCount];
        for (var spelling = 0; spelling < live.Length; spelling++)
            keys[KeyOf(spelling)] |= live[spelling];
        var newKeys = _keys.Keep(keys);
        var renumbered = _spellings.Keep(live);
        for (var old = 0; old < live.Length; old++)
        {
            if (live[old])
                _keyOf[renumbered[old]] = newKeys[_keyOf[old]];
        }

        if (Count < _keyOf.Length / 4)
            Array.Resize(ref _keyOf, Math.Max(64, Count * 2));
        Kept = Count;
        return renumbered;
    }

    /// <summary>Writes the spellings in the order of their numbers, and how many were kept last.</summary>
    public void Save(BinaryWriter to)
    {
        to.Write7BitEncodedInt(Kept);
        to.Write7BitEncodedInt(Count);
        for (var spelling = 0; spelling < Count; spelling++)
        {
            to.Write7BitEncodedInt(Spelling(spelling).Length);
            to.Write(Spelling(spelling));
        }
    }

    /// <summary>
    /// Reads what <see cref="Save"/> wrote, into a table that is still empty. Every spelling gets the number it had; its key
    /// is folded anew, so that it is that of the spellings to come, whatever version of Unicode this machine knows.
    /// </summary>
    /// <exception cref="InvalidDataException">What is read cannot be.</exception>
    public void Restore(BinaryReader from)
    {
        Span<byte> longest = stackalloc byte[LongestSpelling];
        Kept = from.ReadNumber(0, int.MaxValue);
        var count = from.ReadNumber(Kept, int.MaxValue);
        for (var number = 0; number < count; number++)
        {
            var spelling = longest[..from.ReadNumber(0, LongestSpelling)];
            if (from.BaseStream.ReadAtLeast(spelling, spelling.Length, throwOnEndOfStream: false) < spelling.Length || Intern(spelling) != number)
                throw new InvalidDataException("The saved state ends within a tag, or holds one twice.");
        }
    }
}
