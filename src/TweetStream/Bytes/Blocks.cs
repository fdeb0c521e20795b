namespace TweetStream.Bytes;

/// <summary>
/// A list that grows by a block at a time and never moves a full one, so that it grows without a pause and holds at most one
/// block too many, however long it is. The first block grows by doubling, for those that stay short.
/// </summary>
internal sealed class Blocks<T>
    where T : struct
{
    private const int Shift = 16;
    private const int BlockLength = 1 << Shift;
    private const int Least = 64;
    private T[][] _blocks = [[]];

    /// <summary>Number of places; those never written hold the default.</summary>
    public int Capacity { get; private set; }

    /// <param name="index">Below <see cref="Capacity"/>.</param>
    public ref T this[int index] => ref _blocks[index >> Shift][index & (BlockLength - 1)];

    /// <summary>Makes room for so many.</summary>
    public void Reserve(int length)
    {
        while (Capacity < length)
            Grow(length);
    }

    /// <summary>Gives back blocks beyond so many; what is left keeps its place.</summary>
    public void Trim(int length)
    {
        var blocks = Math.Max(1, (length + BlockLength - 1) >> Shift);
        if (blocks >= _blocks.Length)
            return;
        Array.Resize(ref _blocks, blocks);
        Capacity = blocks << Shift;
    }

    private void Grow(int length)
    {
        if (_blocks[^1].Length == BlockLength)
            _blocks = [.. _blocks, new T[BlockLength]];
        else
            Array.Resize(ref _blocks[0], Math.Clamp(Math.Max(length, _blocks[0].Length * 2), Least, BlockLength));
        Capacity = ((_blocks.Length - 1) << Shift) + _blocks[^1].Length;
    }
}
