using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TweetStream.Bytes;

namespace TweetStream.Tests.Bytes;

public sealed class AlignedArrayTests
{
    [Fact]
    public void No_element_crosses_a_cache_line_and_none_touches_another()
    {
        // Odd bytes between them, so that they begin anywhere.
        var arrays = Enumerable.Range(1, 40).Select(length => (Array: new AlignedArray<Piece>(length), Between: GC.AllocateArray<byte>(length, pinned: true))).ToList();
        foreach (var (array, _) in arrays)
        {
            for (var index = 0; index < array.Length; index++)
                array[index] = new() { First = index, Last = ~index };
        }

        foreach (var (array, _) in arrays)
        {
            Assert.Equal(Enumerable.Range(0, array.Length).Select(index => (index, ~index)), array.AsSpan().ToArray().Select(element => (element.First, element.Last)));
            for (var index = 0; index < array.Length; index++)
            {
                Assert.Equal(index, array.IndexOf(ref array[index]));
                Assert.Equal(0, AddressOf(ref array[index]) % Unsafe.SizeOf<Piece>());
            }
        }
    }

    private static nint AddressOf(ref Piece element) => Unsafe.ByteOffset(ref Unsafe.NullRef<Piece>(), ref element);

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Piece
    {
        public int First;
        public int Last;
    }
}
