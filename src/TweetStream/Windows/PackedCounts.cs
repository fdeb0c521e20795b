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
        var idsEnd = 0;
        foreach (var id in ids)
            idsEnd = Math.Max(idsEnd, id + 1);
        var writer = new Writer(ids.Length, idsEnd, ids.Length - counts.Count(1));
        for (var entry = 0; entry < ids.Length; entry++)
            writer.Add(ids[entry], counts[entry]);
        this = writer.Packed;
    }

    private PackedCounts(byte[] ids, int[] counts, int width, int length, int idsEnd) =>
        (_ids, _counts, _width, Length, IdsEnd) = (ids, counts, width, length, idsEnd);

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

    /// <summary>Takes the entries one by one.</summary>
    public ref struct Writer
    {
        private readonly PackedCounts _packed;
        private int _at;
        private int _above;

        /// <param name="length">Number of entries.</param>
        /// <param name="idsEnd">One more than the largest id; 0 where there are none.</param>
        /// <param name="above">How many counts are above one.</param>
        public Writer(int length, int idsEnd, int above)
        {
            var width = WidthOf((2 * (ulong)Math.Max(1, idsEnd)) - 1);
            // Every entry is written and read as eight bytes, of which the next entry overwrites those that are too many.
            _packed = new(length == 0 ? [] : new byte[(length * width) + sizeof(ulong) - width], new int[above], width, length, idsEnd);
        }

        /// <summary>All of them, when all have been added.</summary>
        public readonly PackedCounts Packed => _packed;

        public void Add(int id, int count)
        {
            var isAbove = count > 1;
            BinaryPrimitives.WriteUInt64LittleEndian(_packed._ids.AsSpan(_at), ((ulong)id << 1) | (isAbove ? 1UL : 0));
            _at += _packed._width;
            if (isAbove)
                _packed._counts[_above++] = count;
        }
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
