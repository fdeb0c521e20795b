using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// Finds the signs of many lines of plain text, 64 bytes at a time, without a branch for each: where they stand, and in which
/// line. Owns how far the lines are plain: it ends before one that may be none (it begins with a blank, a control character,
/// a brace or one of the few signs behind it, or what may be a byte order mark), or that is not UTF-8; and with the last one
/// that ends within whole steps.
/// </summary>
internal sealed class SignIndex
{
    /// <summary>Most signs.</summary>
    public const int Capacity = TagBatch.Capacity;

    private const byte FullWidthLead = 0xEF;
    private const byte FirstPlain = (byte)' ' + 1;
    private const byte AfterPlain = (byte)'{';
    private const int Step = Utf8Check.Step;
    private const int Enough = Capacity - Step;

    // With room for those that a step writes beyond its last.
    private readonly Sign[] _signs = new Sign[Capacity + Step];
    private int _count;

    /// <summary>The signs, in order.</summary>
    public ReadOnlySpan<Sign> Signs => _signs.AsSpan(0, _count);

    /// <summary>Number of lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Takes the leading lines, as many as have no more signs than there is room for.</summary>
    /// <param name="lines">Whole lines, each with its end.</param>
    /// <returns>The length of those taken.</returns>
    public int Take(ReadOnlySpan<byte> lines) =>
        Vector512.IsHardwareAccelerated ? Take<Block512>(lines)
            : Vector256.IsHardwareAccelerated ? Take<Pair<Block256>>(lines)
            : Take<Pair<Pair<Block128>>>(lines);

    /// <inheritdoc cref="Take(ReadOnlySpan{byte})"/>
    // A method of its own to the compiler, like TagTable.Intern.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Take<TBlock>(ReadOnlySpan<byte> lines)
        where TBlock : struct, IBlock<TBlock> => new Pass<TBlock>(lines, this).Run();

    private readonly ref struct Pass<TBlock>(ReadOnlySpan<byte> lines, SignIndex index)
        where TBlock : struct, IBlock<TBlock>
    {
        private readonly ReadOnlySpan<byte> _lines = lines;
        private readonly Sign[] _signs = index._signs;

        // With the struct as locals: kept in registers where they are read in each step.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Run()
        {
            var (count, ended) = (0, 0); // signs, and lines that ended
            var begin = 1UL; // whether a line begins with the first byte of the step
            var wasWide = 0UL; // the bytes of the step before that are not ASCII
            var at = 0;
            for (; at + Step <= _lines.Length && count <= Enough; at += Step)
            {
                var bytes = TBlock.Load(_lines[at..]);
                var ends = bytes.Equal((byte)'\n');
                var signs = bytes.Equal((byte)'#');
                var others = ~(bytes - FirstPlain).Below(AfterPlain - FirstPlain); // that may begin what is no plain text
                var wide = bytes.Wide();
                var wrong = 0UL;
                if ((wide | wasWide) != 0)
                {
                    var leads = bytes.Equal(FullWidthLead);
                    signs |= leads;
                    others &= ~wide | leads;
                    wrong = Utf8Check.Errors(_lines, at, bytes);
                    wasWide = wide;
                }

                wrong |= ((ends << 1) | begin) & others;
                begin = ends >> (Step - 1);
                Add(signs, ends, at, count, ended);
                if (wrong != 0)
                {
                    // What shows that a line is wrong may be its end.
                    var before = (wrong & (0 - wrong)) - 1;
                    return Finish(count + BitOperations.PopCount(signs), ended + BitOperations.PopCount(ends & before), at + BitOperations.PopCount(before));
                }

                count += BitOperations.PopCount(signs);
                ended += BitOperations.PopCount(ends);
            }

            return Finish(count, ended, at);
        }

        // Leaves out what stands behind the last whole line.
        private int Finish(int count, int ended, int until)
        {
            var end = _lines[..until].LastIndexOf((byte)'\n') + 1;
            while (count > 0 && _signs[count - 1].Place >= end)
                count--;
            (index._count, index.Lines) = (count, ended);
            return end;
        }

        // Two are written each time, and overwritten where there are fewer: nobody could guess how many there are.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(ulong signs, ulong ends, int at, int count, int ended)
        {
            do
            {
                var two = _signs.AsSpan(count, 2);
                two[0] = First(signs, ends, at, ended);
                signs &= signs - 1;
                two[1] = First(signs, ends, at, ended);
                signs &= signs - 1;
                count += 2;
            }
            while (signs != 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Sign First(ulong signs, ulong ends, int at, int ended) =>
            new(at + BitOperations.TrailingZeroCount(signs), ended + BitOperations.PopCount(ends & (signs ^ (signs - 1))));
    }
}

/// <summary>What may begin a tag.</summary>
/// <param name="Place">Where it stands; where it is full-width, where its first byte may be.</param>
/// <param name="Line">The number of its line, from 0 on.</param>
internal readonly record struct Sign(int Place, int Line);
