using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TweetStream.Bytes;

/// <summary>Has memory brought near that will be read soon. Where the processor knows no such instruction, nothing happens.</summary>
internal static class Prefetch
{
    // The address is a hint and no access: that the collector moves what is there does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Of<T>(ref readonly T place)
        where T : unmanaged
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
    }
}
