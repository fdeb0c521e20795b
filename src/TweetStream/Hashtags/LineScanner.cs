using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// The fast path beside <see cref="HashtagScanner"/>, with the same result: goes through many lines of plain text at once and
/// stops only where a sign is. Handles itself the tags that begin a line or follow a blank, which are most. Leaves to the
/// careful path, line by line, what stands before other tags; and to the caller each line that may be no plain text, that is
/// not UTF-8 or ends in the last step (see <see cref="SignIndex"/>), or that has more or longer tags than a <see cref="TagBatch"/>
/// takes.
/// </summary>
public sealed class LineScanner
{
    private const ulong Blanks = (1UL << ' ') | (1UL << '\t') | (1UL << '\n') | (1UL << '\v') | (1UL << '\f') | (1UL << '\r');

    private readonly SignIndex _signs = new();
    private readonly List<Range> _found = [];

    /// <summary>Adds leading lines as posts to <paramref name="batch"/>, with their tags, until it is full or a line is left to the caller.</summary>
    /// <param name="lines">Whole lines, each with its end.</param>
    /// <param name="batch">Is empty.</param>
    /// <returns>How many bytes were taken: whole lines, none where the first is left to the caller.</returns>
    // A method of its own to the compiler, like TagTable.Intern.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Scan(ReadOnlySpan<byte> lines, TagBatch batch)
    {
        var end = _signs.Take(lines);
        return Vector256.IsHardwareAccelerated
            ? new Pass<Block256>(lines[..end], _signs, batch, _found).Run()
            : new Pass<Pair<Block128>>(lines[..end], _signs, batch, _found).Run();
    }

    // By blocks longer than the tags that they find.
    private ref struct Pass<TBlock>(ReadOnlySpan<byte> lines, SignIndex signs, TagBatch batch, List<Range> found)
        where TBlock : struct, IBlock<TBlock>
    {
        private readonly ReadOnlySpan<byte> _lines = lines;

        public int Run()
        {
            var done = 0; // signs before it have been dealt with
            foreach (var sign in signs.Signs)
            {
                if (sign.Place < done)
                    continue;
                batch.EndPosts(sign.Line);
                if (TryTake(sign.Place, ref done))
                    continue;
                batch.TakeBack();
                return StartOfLine(sign.Place);
            }

            batch.EndPosts(signs.Lines);
            return _lines.Length;
        }

        private bool TryTake(int sign, ref int done)
        {
            var body = sign + 1;
            if (_lines[sign] != '#')
            {
                if (!_lines[sign..].StartsWith("＃"u8))
                    return true;
                body = sign + "＃"u8.Length;
            }

            if (sign > 0 && !IsBlank(_lines[sign - 1]))
                return TryTakeLine(sign, out done);
            return body + TBlock.Length <= _lines.Length ? TryTakeRun(body) : TryTakeAny(body);
        }

        // By bits, because nobody could guess whether it is a blank or the end of a line.
        private static bool IsBlank(byte value) => ((Blanks >> value) & (value < 64 ? 1UL : 0)) != 0;

        // Up to the first ASCII character that is in no tag. What is not ASCII is taken on trust: the batch finds out.
        private bool TryTakeRun(int body)
        {
            var bytes = TBlock.Load(_lines[body..]);
            var letters = ((bytes | (byte)0x20) - (byte)'a').Below(26) | bytes.Wide();
            var others = (bytes - (byte)'0').Below(10) | bytes.Equal((byte)'_');
            var special = bytes.Equal((byte)'#') | bytes.Equal((byte)':');
            var length = BitOperations.TrailingZeroCount(~(letters | others));
            if (length > ShortBytes.Capacity || ((special >> length) & 1) != 0)
                return TryTakeAny(body);
            return (letters & ((1UL << length) - 1)) == 0 || batch.TryAdd(_lines[body..], length);
        }

        private bool TryTakeAny(int body)
        {
            if (HashtagScanner.IsKeycap(_lines[body..]))
                return true;
            var end = TagCharacters.End(_lines, body, out var hasLetter);
            if (!hasLetter || HashtagScanner.IsSpoilt(_lines[end..]))
                return true;
            return batch.TryAdd(_lines[body..], end - body);
        }

        private bool TryTakeLine(int sign, out int done)
        {
            batch.TakeBack();
            var start = StartOfLine(sign);
            done = EndOfLine(sign);
            found.Clear();
            HashtagScanner.Scan(_lines[start..done], found);
            foreach (var tag in found)
            {
                if (!batch.TryAdd(_lines[start..done][tag]))
                    return false;
            }

            return true;
        }

        private readonly int StartOfLine(int at) => _lines[..at].LastIndexOf((byte)'\n') + 1;

        private readonly int EndOfLine(int at) => at + _lines[at..].IndexOf((byte)'\n');
    }
}
