using System.Numerics;
using System.Runtime.Intrinsics;
using TweetStream.Bytes;

namespace TweetStream.Hashtags;

/// <summary>
/// The fast path beside <see cref="HashtagScanner"/>, with the same result: goes through many lines of plain text at once, 64
/// bytes at a time, and stops only where a sign is. Handles itself the tags that begin a line or follow a blank, which are
/// most. Leaves to the careful path, line by line, what stands before other tags; and to the caller each line that may be no
/// plain text (it begins with a blank, a control character, a brace or what may be a byte order mark), that is not UTF-8, or
/// that has more or longer tags than a <see cref="TagBatch"/> takes; and lines that are less than 64 bytes together.
/// </summary>
public sealed class LineScanner
{
    private readonly List<Range> _found = [];

    /// <summary>Adds leading lines as posts to <paramref name="batch"/>, with their tags, until it is full or a line is left to the caller.</summary>
    /// <param name="lines">Whole lines, each with its end.</param>
    /// <param name="batch">Is empty.</param>
    /// <returns>How many bytes were taken: whole lines, none where the first is left to the caller.</returns>
    public int Scan(ReadOnlySpan<byte> lines, TagBatch batch) => new Pass(lines, batch, _found).Run();

    private ref struct Pass(ReadOnlySpan<byte> lines, TagBatch batch, List<Range> found)
    {
        private const byte FullWidthLead = 0xEF;
        private const int Step = 64;
        private const int CheckedAtOnce = 64;
        private readonly ReadOnlySpan<byte> _lines = lines;
        private int _end = lines.Length; // where the line begins that is left to the caller
        private int _valid; // what stands before it and is not ASCII is UTF-8
        private int _done; // signs before it have been dealt with
        private int _posts; // lines that ended before the present step

        public int Run()
        {
            if (_lines.Length < Step)
                return 0;
            var begin = 1UL; // whether a line begins with the first byte of the step
            for (var at = 0; at < _end; at += Step)
            {
                // The last step overlaps the one before.
                var from = Math.Min(at, _lines.Length - Step);
                var bytes = Vector512.Create(_lines.Slice(from, Step));
                var ends = Vector512.Equals(bytes, Vector512.Create((byte)'\n')).ExtractMostSignificantBits() >> (at - from);
                var signs = (Vector512.Equals(bytes, Vector512.Create((byte)'#')) | Vector512.Equals(bytes, Vector512.Create(FullWidthLead))).ExtractMostSignificantBits() >> (at - from);
                var unclear = ((ends << 1) | begin) & (Unclear(bytes) >> (at - from));
                begin = ends >> (Step - 1);
                if (unclear != 0)
                    _end = Math.Min(_end, at + BitOperations.TrailingZeroCount(unclear));
                if (at + Step > _valid && bytes.ExtractMostSignificantBits() != 0)
                    CheckUtf8(at);
                if (signs != 0)
                    Take(signs, ends, at);
                _posts += BitOperations.PopCount(_end - at >= Step ? ends : ends & ((1UL << Math.Max(0, _end - at)) - 1));
            }

            batch.EndPosts(_posts - batch.Posts);
            return _end;
        }

        // Bytes that may begin a line that is not plain text.
        private static ulong Unclear(Vector512<byte> bytes) =>
            (Vector512.LessThanOrEqual(bytes, Vector512.Create((byte)' '))
                | Vector512.Equals(bytes, Vector512.Create((byte)'{'))
                | Vector512.Equals(bytes, Vector512.Create(FullWidthLead))).ExtractMostSignificantBits();

        private void Take(ulong signs, ulong ends, int at)
        {
            for (; signs != 0; signs &= signs - 1)
            {
                var bit = BitOperations.TrailingZeroCount(signs);
                if (at + bit >= _done && at + bit < _end)
                    Take(at + bit, _posts + BitOperations.PopCount(ends & ((1UL << bit) - 1)));
            }
        }

        private void CheckUtf8(int at)
        {
            // Before it stands ASCII, so that no character is cut.
            var from = Math.Max(at, _valid);
            var rest = _lines[from..];
            _valid = rest.Length <= CheckedAtOnce ? _lines.Length : from + CheckedAtOnce + rest[CheckedAtOnce..].IndexOf((byte)'\n') + 1;
            if (Utf8Check.IsValid(_lines[from.._valid]))
                return;
            while (Utf8Check.IsValid(_lines[from..EndOfLine(from)]))
                from = EndOfLine(from) + 1;
            _end = Math.Min(_end, StartOfLine(from));
            // Its first tags may have been added in an earlier step.
            if (_end < at && batch.Posts == _posts)
                batch.TakeBack();
        }

        private void Take(int sign, int post)
        {
            batch.EndPosts(post - batch.Posts);
            if (!batch.IsFull && TryTake(sign))
                return;
            batch.TakeBack();
            _end = StartOfLine(sign);
        }

        private bool TryTake(int sign)
        {
            var body = sign + 1;
            if (_lines[sign] == FullWidthLead)
            {
                if (!_lines[sign..].StartsWith("＃"u8))
                    return true;
                body = sign + "＃"u8.Length;
            }

            if (sign > 0 && _lines[sign - 1] is not ((byte)' ' or (>= 9 and <= 13)))
                return TryTakeLine(sign);
            return body + Vector256<byte>.Count <= _lines.Length ? TryTakeAscii(body) : TryTakeAny(body);
        }

        private bool TryTakeAscii(int body)
        {
            var bytes = Vector256.Create(_lines.Slice(body, Vector256<byte>.Count));
            var letters = Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));
            var others = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9)) | Vector256.Equals(bytes, Vector256.Create((byte)'_'));
            var length = BitOperations.TrailingZeroCount(~(letters | others).ExtractMostSignificantBits());
            if (length > ShortBytes.Capacity || _lines[body + length] is >= 0x80 or (byte)'#' or (byte)':')
                return TryTakeAny(body);
            return (letters.ExtractMostSignificantBits() & ((1u << length) - 1)) == 0 || batch.TryAdd(bytes, length);
        }

        private bool TryTakeAny(int body)
        {
            if (HashtagScanner.IsKeycap(_lines[body..]))
                return true;
            var end = TagCharacters.End(_lines, body, out var hasLetter);
            if (!hasLetter || HashtagScanner.IsSpoilt(_lines[end..]))
                return true;
            return end - body <= ShortBytes.Capacity && body + Vector256<byte>.Count <= _lines.Length
                ? batch.TryAdd(Vector256.Create(_lines.Slice(body, Vector256<byte>.Count)), end - body)
                : batch.TryAdd(_lines[body..end]);
        }

        private bool TryTakeLine(int sign)
        {
            batch.TakeBack();
            var start = StartOfLine(sign);
            _done = EndOfLine(sign);
            found.Clear();
            HashtagScanner.Scan(_lines[start.._done], found);
            foreach (var tag in found)
            {
                if (!batch.TryAdd(_lines[start.._done][tag]))
                    return false;
            }

            return true;
        }

        private readonly int StartOfLine(int at) => _lines[..at].LastIndexOf((byte)'\n') + 1;

        private readonly int EndOfLine(int at) => at + _lines[at..].IndexOf((byte)'\n');
    }
}
