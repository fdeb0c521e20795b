namespace TweetStream.Relay;

/// <summary>
/// A set of keys that are hashes already, so that their own bits say where they stand: one table with open addressing, which
/// a lookup reads in one place and which allocates only while it grows. Not for use by two threads at once.
/// </summary>
internal sealed class PostKeys
{
    private const int LeastSlots = 8 * 1024;
    private const int Growth = 4;
    private ulong[] _slots = new ulong[LeastSlots];

    public int Count { get; private set; }

    public bool Contains(ulong key) => _slots[SlotOf(Storable(key))] != 0;

    /// <summary>False where it was there before.</summary>
    public bool Add(ulong key)
    {
        key = Storable(key);
        var slot = SlotOf(key);
        if (_slots[slot] != 0)
            return false;
        _slots[slot] = key;
        if (++Count > _slots.Length / 2)
            Grow();
        return true;
    }

    /// <summary>Forgets all keys and keeps the table.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    // An empty slot is zero.
    private static ulong Storable(ulong key) => key == 0 ? 1 : key;

    // Where the key is, or the empty slot where it would be.
    private int SlotOf(ulong key)
    {
        var slots = _slots;
        var last = slots.Length - 1;
        var slot = (int)key & last;
        while (slots[slot] != key && slots[slot] != 0)
            slot = (slot + 1) & last;
        return slot;
    }

    private void Grow()
    {
        var smaller = _slots;
        _slots = new ulong[smaller.Length * Growth];
        foreach (var key in smaller)
        {
            if (key != 0)
                _slots[SlotOf(key)] = key;
        }
    }
}
