using System.Runtime.CompilerServices;

namespace TweetStream.Bytes;

/// <summary>
/// A list that grows by a block at a time and never moves a full one, so that it grows without a pause and holds at most one
/// block too many, however long it is. The first block begins small, for those that stay short.
/// </summary>
internal sealed class Blocks<T>
    where T : unmanaged
{
    private const int BlockBytes = 8 * 1024 * 1024;

    // The first block grows from a share of the full length: by large steps, because what is copied touches memory anew, and not
    // by larger ones, because the collector counts what is not yet touched, and a process may have a hundred lists.
    private const int Growth = 4;
    private const int SmallestShare = 4096;

    // Not all of them: looking at random into hundreds of megabytes takes longer in large pages on some virtual machines.
    private const int LargePagedBlocks = 4;

    private const int ClearBytes = 64 * 1024;
    private T[][] _blocks = [[]];

    /// <summary>Number of places; those never written hold the default.</summary>
    public int Capacity { get; private set; }

    // A constant to the compiler, and a power of two where the size of the type is one, so that no division is left.
    private static int BlockLength => BlockBytes / Unsafe.SizeOf<T>();

    /// <param name="index">Below <see cref="Capacity"/>.</param>
    public ref T this[int index] => ref _blocks[(uint)index / (uint)BlockLength][(uint)index % (uint)BlockLength];

    /// <summary>Some places that follow each other.</summary>
    /// <param name="index">A multiple of <paramref name="length"/>.</param>
    /// <param name="length">A power of two, so that all of them stand in one block; reserved.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int index, int length) => _blocks[(uint)index / (uint)BlockLength].AsSpan((int)((uint)index % (uint)BlockLength), length);

    /// <summary>Makes room for so many.</summary>
    public void Reserve(int length)
    {
        while (Capacity < length)
        {
            var (last, clear) = (_blocks[^1], Capacity - ((_blocks.Length - 1) * BlockLength));
            if (clear == last.Length)
            {
                Grow(length);
                continue;
            }

            // A little at a time, so that nothing is touched before it is used, and no step takes long.
            var more = Math.Min(last.Length - clear, Math.Max(ClearBytes / Unsafe.SizeOf<T>(), length - Capacity));
            last.AsSpan(clear, more).Clear();
            Capacity += more;
        }
    }

    /// <summary>Gives back blocks beyond so many; what is left keeps its place.</summary>
    public void Trim(int length)
    {
        var blocks = Math.Max(1, (length + BlockLength - 1) / BlockLength);
        if (blocks >= _blocks.Length)
            return;
        Array.Resize(ref _blocks, blocks);
        Capacity = blocks * BlockLength;
    }

    private void Grow(int length)
    {
        if (_blocks[^1].Length == BlockLength)
        {
            _blocks = [.. _blocks, _blocks.Length < LargePagedBlocks ? HugePages.Allocate<T>(BlockLength) : GC.AllocateUninitializedArray<T>(BlockLength)];
        }
        else
        {
            var longer = HugePages.Allocate<T>(LengthFor(length));
            _blocks[0].CopyTo(longer, 0);
            _blocks[0] = longer;
        }
    }

    private static int LengthFor(int length)
    {
        var share = SmallestShare;
        while (share > 1 && BlockLength / share < length)
            share /= Growth;
        return BlockLength / share;
    }
}
