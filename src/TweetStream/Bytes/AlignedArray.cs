using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TweetStream.Bytes;

/// <summary>
/// An array of which no element crosses a cache line, if its size is a power of two of at most 64 bytes: who waits for
/// memory waits once for each. The collector does not move it.
/// </summary>
internal readonly struct AlignedArray<T>
    where T : unmanaged
{
    private readonly T[] _elements; // one more, since the first whole one may begin in the midst of it
    private readonly nint _first; // in bytes

    public unsafe AlignedArray(int length)
    {
        _elements = GC.AllocateArray<T>(length + 1, pinned: true);
        _first = -(nint)Unsafe.AsPointer(ref _elements[0]) & (sizeof(T) - 1);
        Length = length;
    }

    // Kept here, because asking the array would cost one more place in memory.
    public int Length { get; }

    /// <param name="index">Below <see cref="Length"/>; unchecked.</param>
    public ref T this[int index] => ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_elements), _first), index);

    public ReadOnlySpan<T> AsSpan() => MemoryMarshal.CreateReadOnlySpan(ref this[0], Length);

    /// <summary>The index of an element of this array.</summary>
    public int IndexOf(ref readonly T element) => (int)(Unsafe.ByteOffset(in this[0], in element) / Unsafe.SizeOf<T>());
}
