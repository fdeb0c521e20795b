using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TweetStream.Hashtags;

/// <summary>
/// Numbers the spellings of tags, and tells which of them are one tag because they fold to the same key: a key has the number
/// of the first spelling that folds to it. A known spelling costs one look-up of its bytes: no folding, no string. Not for
/// use by two threads at once.
/// </summary>
/// <param name="keepCase">Whether spellings that differ in case are different tags.</param>
public sealed class TagTable(bool keepCase)
{
    private readonly TagFolder _folder = new(keepCase);
    private readonly TagFolder _otherFolder = new(keepCase);
    private readonly ByteTable _spellings = new(); // each labelled with its key, and found by that too where no spelling looks like it
    private readonly List<int> _variants = [];
    private readonly int[] _numbers = new int[TagBatch.Capacity];
    private readonly int[] _unknown = new int[TagBatch.Capacity];

    /// <summary>
    /// Longest spelling, in UTF-8 bytes. No network takes a longer tag (Bluesky, the widest, takes 64 graphemes in at most 640
    /// bytes), and a line may hold one of a million bytes. Whoever interns leaves out what is longer.
    /// </summary>
    public const int LongestSpelling = 1024;

    /// <summary>Number of spellings; their numbers are below it.</summary>
    public int Count => _spellings.Count;

    /// <summary>Length of all spellings together, in bytes.</summary>
    public int Bytes => _spellings.Bytes;

    /// <summary>How many spellings the last <see cref="Compact(ReadOnlySpan{bool})"/> kept.</summary>
    public int Kept { get; private set; }

    /// <summary>Number of keys.</summary>
    public int KeyCount => Count - _variants.Count;

    /// <summary>The spellings that have another's number as their key, in the order of their numbers.</summary>
    public ReadOnlySpan<int> Variants => CollectionsMarshal.AsSpan(_variants);

    /// <summary>The number of a spelling, in UTF-8 without its sign.</summary>
    public int Intern(ReadOnlySpan<byte> spelling)
    {
        var number = _spellings.Intern(spelling, out var novelty);
        Label(number, spelling, novelty);
        return number;
    }

    /// <summary>
    /// The numbers of the spellings of some posts, in their order, of each tag of a post only that of the first spelling.
    /// Valid until the next call.
    /// </summary>
    // A method of its own to the compiler, as are others on this path: it inlines into them what it no longer would into a larger one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ReadOnlySpan<int> Intern(TagBatch batch)
    {
        var tags = batch.Tags;
        _spellings.Find(tags);
        InternUnknown(batch);
        var kept = 0;
        for (var tag = 0; tag < tags.Length; tag++)
        {
            // Written each time, and kept where it is a tag and counts.
            _numbers[kept] = tags[tag].Number;
            kept += tags[tag].Number >= 0 && IsFirstInPost(tags, tag) ? 1 : 0;
        }

        return _numbers.AsSpan(0, kept);
    }

    private void InternUnknown(TagBatch batch)
    {
        var tags = batch.Tags;
        var unknown = 0;
        for (var tag = 0; tag < tags.Length; tag++)
        {
            // Likewise: nobody could guess which are unknown.
            _unknown[unknown] = tag;
            unknown += (int)((uint)tags[tag].Number >> 31);
        }

        foreach (var tag in _unknown.AsSpan(0, unknown))
        {
            if (!TryIntern(batch, tag))
                tags[tag].Label = -1;
        }
    }

    // Whether no tag of the post before this one has its key. Three before it are compared without a branch, because nobody
    // could guess how many tags a post has; where none of them is the same, and the fourth is of another post, none is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFirstInPost(ReadOnlySpan<Lookup> tags, int tag)
    {
        if (tag < 4)
            return IsFirstByLooking(tags, tag);
        var near = tags.Slice(tag - 4, 5);
        ref readonly var one = ref near[4];
        var mayBeSame = one.IsSameTag(in near[3]) | one.IsSameTag(in near[2]) | one.IsSameTag(in near[1]) | (one.Post == near[0].Post);
        return !mayBeSame || IsFirstByLooking(tags, tag);
    }

    private static bool IsFirstByLooking(ReadOnlySpan<Lookup> tags, int tag)
    {
        var other = tag - 1;
        while (other >= 0 && tags[other].Post == tags[tag].Post && tags[other].Label != tags[tag].Label)
            other--;
        return other < 0 || tags[other].Post != tags[tag].Post;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryIntern(TagBatch batch, int tag)
    {
        ref var lookup = ref batch.Tags[tag];
        // What is its own key, as most are, needs no more than a step; small ASCII is told by words.
        if (!lookup.Value.IsLong && (lookup.Value.IsSmallAscii || TagFolder.IsOwnKey(batch[tag])) && _spellings.TryAdd(ref lookup))
            return true;
        if (!batch.Confirm(tag))
            return false;
        lookup.Number = Intern(batch[tag]);
        lookup.Label = KeyOf(lookup.Number);
        return true;
    }

    /// <summary>The number of the key that a spelling folds to.</summary>
    public int KeyOf(int spelling) => _spellings.Label(spelling);

    /// <summary>The same for a spelling that gets no number; -1 where no spelling has that key.</summary>
    public int FindKey(ReadOnlySpan<byte> spelling)
    {
        var any = SpellingOf(_folder.Fold(spelling), except: -1);
        return any < 0 ? -1 : KeyOf(any);
    }

    public ReadOnlySpan<byte> Spelling(int spelling) => _spellings[spelling];

    /// <summary>What a key looks like; valid until the next call.</summary>
    public ReadOnlySpan<byte> Key(int key) => _folder.Fold(Spelling(key));

    /// <summary>Compares keys byte by byte.</summary>
    public int CompareKeys(int a, int b) => _folder.Fold(Spelling(a)).SequenceCompareTo(_otherFolder.Fold(Spelling(b)));

    /// <summary>A <see cref="Compact(ReadOnlySpan{bool})"/> that forgets nothing.</summary>
    public void KeepAll() => Kept = Count;

    /// <summary>Forgets every spelling that is not live and numbers the others anew, in the same order.</summary>
    /// <returns>The new number of each old one; -1 for those forgotten.</returns>
    public int[] Compact(ReadOnlySpan<bool> live) => Compact(live, out _);

    /// <inheritdoc cref="Compact(ReadOnlySpan{bool})"/>
    /// <param name="live">By the numbers of the spellings.</param>
    /// <param name="keys">The new number of each old key, whichever spelling has it now; -1 where no spelling of the key is live.</param>
    public int[] Compact(ReadOnlySpan<bool> live, out int[] keys)
    {
        var numbers = new int[live.Length];
        var count = 0;
        for (var spelling = 0; spelling < live.Length; spelling++)
            numbers[spelling] = live[spelling] ? count++ : -1;
        keys = NewKeys(live, numbers, out var heirs);
        _spellings.Keep(count, numbers, keys);
        foreach (var heir in heirs)
            BeFoundBy(_folder.Fold(Spelling(heir)), heir);
        Kept = Count;
        return numbers;
    }

    // Where the first spelling of a key goes, the next one that stays is its heir.
    private int[] NewKeys(ReadOnlySpan<bool> live, int[] numbers, out List<int> heirs)
    {
        heirs = [];
        var keys = (int[])numbers.Clone();
        var variants = _variants.ToArray();
        _variants.Clear();
        foreach (var variant in variants)
        {
            if (!live[variant])
                continue;
            ref var key = ref keys[KeyOf(variant)];
            if (key >= 0)
            {
                _variants.Add(numbers[variant]);
                continue;
            }

            key = numbers[variant];
            heirs.Add(key);
        }

        return keys;
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

    private void Label(int number, ReadOnlySpan<byte> spelling, Novelty novelty)
    {
        if (novelty == Novelty.None)
            return;
        var key = _folder.Fold(spelling);
        var isNew = novelty == Novelty.Full && key.SequenceEqual(spelling);
        var other = isNew ? -1 : SpellingOf(key, except: number);
        _spellings.Label(number) = other < 0 ? number : KeyOf(other);
        if (other >= 0)
            _variants.Add(number);
        else if (!isNew)
            BeFoundBy(key, number);
    }

    private void BeFoundBy(ReadOnlySpan<byte> key, int number)
    {
        if (!key.SequenceEqual(Spelling(number)))
            _spellings.AddAlike(number, key);
    }

    // The number of a spelling with this key, if not of the first one that of another; -1 where there is none.
    private int SpellingOf(ReadOnlySpan<byte> key, int except)
    {
        for (var alike = _spellings.Alike(key); alike.MoveNext();)
        {
            if (alike.Current != except && _otherFolder.Fold(Spelling(alike.Current)).SequenceEqual(key))
                return alike.Current;
        }

        return -1;
    }
}
