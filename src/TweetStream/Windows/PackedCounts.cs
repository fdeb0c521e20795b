using System.Buffers.Binary;

namespace TweetStream.Windows;

/// <summary>
/// A list of (id, count) that is no longer written to, in about three bytes an entry: as many bytes as the largest id
/// takes, of which the lowest bit tells whether the count is above one and stands in a list of its own.
/// </summary>
internal readonly struct PackedCounts
{
    public static readonly PackedCounts Empty = new([], []);
    private readonly byte[] _ids;
    private readonly int[] _counts;
    private readonly int _width;

    /// <param name="ids">Distinct and not negative.</param>
    /// <param name="counts">Of each id; above 0.</param>
    public PackedCounts(ReadOnlySpan<int> ids, ReadOnlySpan<int> counts)
    {
        Length = ids.Length;
        foreach (var id in ids)
            IdsEnd = Math.Max(IdsEnd, id + 1);
        _width = WidthOf((2 * (ulong)Math.Max(1, IdsEnd)) - 1);
        // Every entry is written and read as eight bytes, of which the next entry overwrites those that are too many.
        _ids = ids.IsEmpty ? [] : new byte[(ids.Length * _width) + sizeof(ulong) - _width];
        _counts = new int[ids.Length - counts.Count(1)];
        var above = 0;
        for (var entry = 0; entry < ids.Length; entry++)
        {
            var isAbove = counts[entry] > 1;
            BinaryPrimitives.WriteUInt64LittleEndian(_ids.AsSpan(entry * _width), ((ulong)ids[entry] << 1) | (isAbove ? 1UL : 0));
            if (isAbove)
                _counts[above++] = counts[entry];
        }
    }

    public int Length { get; }

    /// <summary>All ids are below it.</summary>
    public int IdsEnd { get; }

    public Enumerator GetEnumerator() => new(this);

    private static int WidthOf(ulong value)
    {
        var width = 1;
        while (value >> (8 * width) != 0)
            width++;
        return width;
    }

    public ref struct Enumerator(PackedCounts packed)
    {
        private readonly ReadOnlySpan<byte> _ids = packed._ids;
        private readonly ReadOnlySpan<int> _counts = packed._counts;
        private readonly int _width = packed._width;
        private readonly ulong _mask = (1UL << (8 * packed._width)) - 1;
        private int _left = packed.Length;
        private int _at;
        private int _above;

        public (int Id, int Count) Current { get; private set; }

        public bool MoveNext()
        {
            if (_left-- == 0)
                return false;
            var entry = BinaryPrimitives.ReadUInt64LittleEndian(_ids[_at..]) & _mask;
            Current = ((int)(entry >> 1), (entry & 1) == 0 ? 1 : _counts[_above++]);
            _at += _width;
            return true;
        }
    }
}
