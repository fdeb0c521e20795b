using TweetStream.Wire;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>Bytes from memory in place of a socket.</summary>
internal static class Blocks
{
    /// <summary>Copies as many of the first bytes as there is room for, and leaves the others.</summary>
    public static void Fill(this LineBuffer lines, ref ReadOnlySpan<byte> bytes)
    {
        var free = lines.Free.Span;
        var taken = Math.Min(free.Length, bytes.Length);
        bytes[..taken].CopyTo(free);
        bytes = bytes[taken..];
        lines.Commit(taken);
    }
}
