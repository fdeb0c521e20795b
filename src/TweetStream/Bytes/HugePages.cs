using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TweetStream.Bytes;

/// <summary>
/// Asks Linux to give memory in pages of 2 MiB where it leaves that to the program: memory touched for the first time then
/// costs a fault for 512 pages at once. Elsewhere, and where the system says no, nothing happens.
/// </summary>
internal static partial class HugePages
{
    private const nint PageBytes = 2 * 1024 * 1024;
    private const int MadviseHugePage = 14; // MADV_HUGEPAGE
    private const int MadviseCollapse = 25; // MADV_COLLAPSE, from Linux 6.1 on

    /// <summary>
    /// An array, with such pages where it is long enough. It holds anything: to be cleared as a whole it would be touched as a
    /// whole, page by page.
    /// </summary>
    public static T[] Allocate<T>(int length)
        where T : unmanaged
    {
        var array = GC.AllocateUninitializedArray<T>(length);
        AskFor(MemoryMarshal.AsBytes<T>(array));
        return array;
    }

    private static unsafe void AskFor(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PageBytes || !OperatingSystem.IsLinux())
            return;

        // From the page on that holds the first byte. The range is a hint and no access: that other things stand in that page, and
        // that the collector moves what is there, does no harm.
        var first = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
        var from = first & ~(PageBytes - 1);
        var to = (first + bytes.Length) & ~(PageBytes - 1);
        _ = Advise(from, to - from, MadviseHugePage);

        // Where an array begins, its length is written already, into a small page, which no fault would make a large one.
        _ = Advise(from, PageBytes, MadviseCollapse);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint from, nint bytes, int advice);
}
