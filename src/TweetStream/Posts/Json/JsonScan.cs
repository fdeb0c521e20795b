using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TweetStream.Bytes;

namespace TweetStream.Posts.Json;

/// <summary>
/// Checks one line that is to hold a JSON object, 64 bytes at a time and by bit masks, exactly as the framework's reader
/// does by default, and notes where containers end. Owns what one block has to know of those before it.
/// </summary>
/// <remarks>
/// Tokens are seen through the byte that comes first after them, blanks aside. After a comma, a colon or an opening bracket
/// something has to begin there, and nowhere else; after a comma or an opening bracket in an object that is a name; and after
/// a name there has to be a colon, and nowhere else. A line is right when that is so, when brackets match, and when each
/// string and scalar is right in itself: where nothing is due, only commas and closing brackets are left.
/// To find that byte, or the end of a string, the mask of a run is added to the bit at its start, which carries it past the end.
/// </remarks>
internal sealed class JsonScan
{
    /// <summary>Containers within one another that a line may have.</summary>
    public const int MaxDepth = 64;

    private readonly int[] _open = new int[MaxDepth];
    private byte[] _line = [];
    private int _length;
    private int[] _ends = [];
    private int _depth;

    // A bit for each open container, the innermost lowest: set for an object.
    private ulong _objects;
    private bool _isComplete;
    private ulong _wrong;

    // All bits or none.
    private ulong _inObject;

    // What the last block leaves to the lowest bit of the next.
    private ulong _isEscaped;

    // Of the last block with brackets: what is within an object, and closing brackets of containers without content.
    private ulong _withinObject;
    private ulong _empties;

    public bool HasEscapes { get; private set; }

    public bool HasUnicodeEscapes { get; private set; }

    public bool HasEscapedNames { get; private set; }

    /// <summary>Whether blanks stand between the tokens.</summary>
    public bool HasBlanks { get; private set; }

    /// <summary>Whether some byte is not ASCII.</summary>
    public bool IsWide { get; private set; }

    /// <summary>Whether a line is one valid object; what else is told of it means nothing where it is not.</summary>
    /// <param name="line">The line, which opens with a brace, with a block of blanks behind it.</param>
    /// <param name="length">Its length.</param>
    /// <param name="structure">Gets the brackets, colons and commas, a mask for each block.</param>
    /// <param name="doubts">Place for what is known of scalars, for each block too.</param>
    /// <param name="ends">Gets the place of the closing bracket, at the place of the opening one; as long as the line.</param>
    public bool TryRead<TBlock, TSpacing>(byte[] line, int length, Span<ulong> structure, Span<JsonDoubts> doubts, int[] ends)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        Start(line, length, ends);
        TakeBlocks<TBlock, TSpacing>(line, length, structure, doubts);
        CheckDoubts<TSpacing>(doubts);
        return _isComplete && _wrong == 0;
    }

    private void Start(byte[] line, int length, int[] ends)
    {
        _line = line;
        _length = length;
        _ends = ends;
        _depth = 0;
        _objects = 0;
        _isComplete = false;
        _wrong = 0;
        _inObject = 0;
        _isEscaped = 0;
        HasEscapes = false;
        HasUnicodeEscapes = false;
        HasEscapedNames = false;
        HasBlanks = false;
    }

    private void TakeBlocks<TBlock, TSpacing>(ReadOnlySpan<byte> line, int length, Span<ulong> structures, Span<JsonDoubts> doubts)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        var (wide, wrong, inString) = (0UL, 0UL, 0UL);

        // What a block leaves to the lowest bit of the next.
        var (inName, inScalar, beginIsDue, nameIsDue, colonIsDue) = (0UL, 0UL, 1UL, 0UL, 0UL);
        for (var block = 0; block < structures.Length; block++)
        {
            var at = block * BitMasks.Length;
            var bytes = TBlock.Load(line[at..]);
            var beyond = length - at < BitMasks.Length ? ulong.MaxValue << (length - at) : 0;
            wide |= bytes.Wide();

            var quotes = bytes.Equal((byte)'"');
            var backslashes = bytes.Equal((byte)'\\');
            if ((backslashes | _isEscaped) != 0)
            {
                quotes &= ~Escaped<TBlock>(line[at..], backslashes, at);
                // Again, because a block that outlives a call is put on the stack each time, and waited for where it lies across two lines of the cache.
                bytes = TBlock.Load(line[at..]);
            }

            // From the opening quote to the last byte before the closing one.
            var inside = PrefixXor(quotes) ^ inString;
            inString = AllIfLast(inside);

            var colons = bytes.Equal((byte)':') & ~inside;
            var commas = bytes.Equal((byte)',') & ~inside;
            // The brackets, and Y, _, y and DEL, which no token outside of a string has.
            var brackets = (bytes | (byte)0x26).Equal(0x7F) & ~inside;
            var structure = brackets | colons | commas;
            structures[block] = structure;

            var controls = bytes.Below((byte)' ');
            var blanks = TSpacing.HasBlanks ? Blanks(bytes, controls, inside | beyond) : 0;
            wrong |= controls & ~blanks;

            // Whole numbers without a needless zero in front are right as they stand.
            var scalars = ~(inside | quotes | blanks | structure | beyond);
            var starts = scalars & ~(scalars << 1 | inScalar);
            inScalar = scalars >> 63;
            var zeros = starts & bytes.Equal((byte)'0');
            var doubtful = scalars & (~Digits(bytes) | zeros << 1) | zeros & 1UL << 63;
            doubts[block] = new(doubtful, doubtful & starts);

            var begins = quotes & inside | starts;
            var beginners = commas;
            var inObject = _inObject;
            var empties = 0UL;
            if (brackets != 0)
            {
                var opens = TakeBrackets(brackets, at);
                beginners |= opens;
                begins |= opens;
                inObject = _withinObject;
                empties = _empties;
            }

            var beginsDue = After<TSpacing>(beginners | colons, blanks, ref beginIsDue) & ~empties;
            var namesDue = After<TSpacing>(beginners & inObject, blanks, ref nameIsDue) & ~empties;

            // The end of a name is the byte past the bits that it adds up to.
            var names = inside + (namesDue | inName);
            inName = names < inside ? 1UL : 0;
            if (backslashes != 0)
                HasEscapedNames |= (backslashes & inside & ~names) != 0;
            var colonsDue = After<TSpacing>(names & quotes & ~inside, blanks, ref colonIsDue);
            wrong |= namesDue & ~quotes | begins ^ beginsDue | colons ^ colonsDue;
        }

        _wrong |= wrong;
        IsWide = wide != 0;
    }

    // Apart from the blocks, since nobody could guess which of them leave any, and there a wrong guess costs as much as a block.
    private void CheckDoubts<TSpacing>(ReadOnlySpan<JsonDoubts> doubts)
        where TSpacing : struct, ISpacing
    {
        var (line, literal, at) = (_line, 0UL, 0);
        foreach (var block in doubts)
        {
            var doubtful = block.Bytes & ~literal;
            literal = 0;
            for (var starts = block.Starts; starts != 0; starts &= starts - 1)
            {
                var start = BitOperations.TrailingZeroCount(starts);
                var letters = (1UL << JsonScalar.LiteralLength(line, at + start)) - 1;
                doubtful &= ~(letters << start);
                literal = letters >> 1 >> (63 - start);
            }

            if (doubtful != 0 && _wrong == 0 && !AreRight<TSpacing>(doubtful, at))
                _wrong = ulong.MaxValue;
            at += BitMasks.Length;
        }
    }

    // A line that is known to be wrong never gets here: no scalar is read again and again.
    private bool AreRight<TSpacing>(ulong doubtful, int at)
        where TSpacing : struct, ISpacing
    {
        for (; doubtful != 0; doubtful &= doubtful - 1)
        {
            var start = JsonScalar.StartOf<TSpacing>(_line, at + BitOperations.TrailingZeroCount(doubtful));
            if (!JsonScalar.StartsWith<TSpacing>(_line.AsSpan(start)))
                return false;
        }

        return true;
    }

    // The first byte after each of the tokens that is no blank.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong After<TSpacing>(ulong tokens, ulong blanks, ref ulong carry)
        where TSpacing : struct, ISpacing
    {
        var next = tokens << 1 | carry;
        carry = tokens >> 63;
        if (!TSpacing.HasBlanks || blanks == 0)
            return next;
        var past = blanks + (next & blanks);
        carry |= past < blanks ? 1UL : 0;
        return (next | past) & ~blanks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        for (var shift = 1; shift < 64; shift *= 2)
            bits ^= bits << shift;
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AllIfLast(ulong bits) => (ulong)((long)bits >> 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits<TBlock>(TBlock bytes)
        where TBlock : struct, IBlock<TBlock> => (bytes - (byte)'0').Below(10);

    private ulong Blanks<TBlock>(TBlock bytes, ulong controls, ulong others)
        where TBlock : struct, IBlock<TBlock>
    {
        var blanks = bytes.Equal((byte)' ');
        if (controls != 0)
            blanks |= bytes.Equal((byte)'\t') | bytes.Equal((byte)'\r') | bytes.Equal((byte)'\n');
        blanks &= ~others;
        HasBlanks |= blanks != 0;
        return blanks;
    }

    // Of a run of backslashes every other is an escape, from its first on, wherever it starts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Escaped<TBlock>(ReadOnlySpan<byte> bytes, ulong backslashes, int at)
        where TBlock : struct, IBlock<TBlock>
    {
        const ulong even = 0x5555_5555_5555_5555;
        HasEscapes = true;
        var escaped = _isEscaped;
        backslashes &= ~escaped;
        var starts = backslashes & ~(backslashes << 1);
        var fromEven = backslashes & ~(backslashes + (starts & even));
        var escapes = fromEven & even | backslashes & ~fromEven & ~even;
        _isEscaped = escapes >> 63;
        escaped |= escapes << 1;
        CheckEscapes(TBlock.Load(bytes), escapes, at);
        return escaped;
    }

    // Those that reach into the next block, and the less common ones, are looked at one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckEscapes<TBlock>(TBlock bytes, ulong escapes, int at)
        where TBlock : struct, IBlock<TBlock>
    {
        var unicode = bytes.Equal((byte)'u') >> 1 & escapes;
        HasUnicodeEscapes |= unicode != 0;
        var hex = Digits(bytes) | ((bytes | (byte)0x20) - (byte)'a').Below(6);
        var simple = (bytes.Equal((byte)'/') | bytes.Equal((byte)'"') | bytes.Equal((byte)'n') | bytes.Equal((byte)'\\')) >> 1;
        var right = unicode & hex >> 2 & hex >> 3 & hex >> 4 & hex >> 5 | simple;
        for (var left = escapes & ~right; left != 0; left &= left - 1)
            CheckEscape(at + BitOperations.TrailingZeroCount(left));
    }

    private void CheckEscape(int at)
    {
        var isUnicode = _line[at + 1] == 'u';
        HasUnicodeEscapes |= isUnicode;
        if (!(isUnicode ? JsonString.IsUnicodeEscape(_line.AsSpan(at)) : JsonString.IsShortEscape(_line[at + 1])))
            _wrong = ulong.MaxValue;
    }

    // Returns the opening ones. A bracket belongs to what comes after it: an opening one to its own container.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong TakeBrackets(ulong brackets, int at)
    {
        var opens = 0UL;
        var empties = 0UL;
        var inObject = _inObject;
        do
        {
            var bracket = brackets & (0 - brackets);
            var place = at + BitOperations.TrailingZeroCount(brackets);
            var kind = _line[place];
            if ((kind & 6) == 2)
            {
                opens |= bracket;
                Open(place, kind);
            }
            else if (IsEmptyAt(place, kind))
            {
                empties |= bracket;
            }

            inObject = inObject & (bracket - 1) | (0 - (_objects & 1)) & (0 - bracket);
            brackets ^= bracket;
        }
        while (brackets != 0);

        _empties = empties;
        _withinObject = inObject;
        _inObject = AllIfLast(inObject);
        return opens;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Open(int place, byte bracket)
    {
        if (_depth == MaxDepth)
        {
            _wrong = ulong.MaxValue;
            return;
        }

        _open[_depth++] = place;
        _objects = _objects << 1 | (uint)bracket >> 5 & 1;
    }

    // Closes a container, and tells whether it was empty.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsEmptyAt(int place, byte bracket)
    {
        if (_depth == 0 || (bracket | 0x20) != '}' || ((uint)bracket >> 5 & 1) != (_objects & 1))
        {
            _wrong = ulong.MaxValue;
            return false;
        }

        var open = _open[--_depth];
        _objects >>= 1;
        _ends[open] = place;
        if (_depth == 0)
            Complete(place);
        return open + 1 == place || JsonPlace.IsBlank(_line[place - 1]) && IsBlank(_line.AsSpan(open + 1, place - open - 1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Complete(int place)
    {
        _isComplete = true;
        if (!IsBlank(_line.AsSpan(place + 1, _length - place - 1)))
            _wrong = ulong.MaxValue;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsBlank(ReadOnlySpan<byte> json) => json.IsEmpty || !json.ContainsAnyExcept(" \t\r\n"u8);
}
