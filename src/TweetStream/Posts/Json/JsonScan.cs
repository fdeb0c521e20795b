using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TweetStream.Posts.Json;

/// <summary>
/// Checks one line that is to hold a JSON object, 64 bytes at a time and by bit masks, exactly as the framework's reader
/// does by default, and notes where containers end. Owns what one block has to know of those before it.
/// </summary>
/// <remarks>
/// Tokens are seen through the byte that comes first after them, blanks aside. A comma or an opening bracket makes a name
/// due there if the innermost container is an object, else a value; a colon makes a value due; the end of a name makes a
/// colon due. A line is right when names, values and colons stand exactly where they are due, when brackets match, and
/// when each string and scalar is right in itself: where nothing is due, only commas and closing brackets are left.
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
    private ulong _inString;
    private ulong _inObject;

    // What the last block leaves to the lowest bit of the next.
    private ulong _isEscaped;
    private ulong _inName;
    private ulong _inScalar;
    private ulong _inWord;
    private ulong _nameIsDue;
    private ulong _valueIsDue;
    private ulong _colonIsDue;

    // Of the last block with brackets: what is within an object, and closing brackets of containers without content.
    private ulong _withinObject;
    private ulong _empties;

    private int _lastScalar;

    /// <summary>Whether all that was taken is one valid object.</summary>
    public bool IsValid => _isComplete && _wrong == 0;

    public bool HasEscapes { get; private set; }

    public bool HasUnicodeEscapes { get; private set; }

    public bool HasEscapedNames { get; private set; }

    /// <summary>Whether blanks stand between the tokens.</summary>
    public bool HasBlanks { get; private set; }

    /// <summary>Begins a line, which opens with a brace.</summary>
    /// <param name="line">The line, with at least a blank behind it.</param>
    /// <param name="length">Its length.</param>
    /// <param name="ends">Gets the place of the closing bracket, at the place of the opening one; as long as the line.</param>
    public void Start(byte[] line, int length, int[] ends)
    {
        _line = line;
        _length = length;
        _ends = ends;
        _depth = 0;
        _objects = 0;
        _isComplete = false;
        _wrong = 0;
        _inString = 0;
        _inObject = 0;
        _isEscaped = 0;
        _inName = 0;
        _inScalar = 0;
        _inWord = 0;
        _nameIsDue = 0;
        _valueIsDue = 1;
        _colonIsDue = 0;
        HasEscapes = false;
        HasUnicodeEscapes = false;
        HasEscapedNames = false;
        HasBlanks = false;
    }

    /// <summary>Takes the next 64 bytes; returns the brackets, colons and commas among them.</summary>
    /// <param name="bytes">The block; blanks past the end of the line.</param>
    /// <param name="at">Its place in the line.</param>
    /// <param name="beyond">Which of its bytes are past the end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take<TBlock, TSpacing>(TBlock bytes, int at, ulong beyond)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        var quotes = bytes.Equal((byte)'"');
        var backslashes = bytes.Equal((byte)'\\');
        if ((quotes | backslashes | _isEscaped) == 0 && _inString != 0 && !TSpacing.HasBlanks)
            return 0;
        if ((backslashes | _isEscaped) != 0)
            quotes &= ~Escaped(bytes, backslashes, at);

        // From the opening quote to the last byte before the closing one.
        var inside = PrefixXor(quotes) ^ _inString;
        _inString = AllIfLast(inside);

        var colons = bytes.Equal((byte)':') & ~inside;
        var commas = bytes.Equal((byte)',') & ~inside;
        var brackets = bytes.Brackets() & ~inside;
        var structure = brackets | colons | commas;
        var blanks = TSpacing.HasBlanks ? Blanks(bytes, inside | beyond) : 0;

        var scalars = ~(inside | quotes | blanks | structure | beyond);
        var begins = quotes & inside;
        if (scalars != 0)
        {
            var starts = scalars & ~(scalars << 1 | _inScalar);
            TakeScalars<TBlock, TSpacing>(bytes, scalars, starts, at);
            begins |= starts;
        }

        _inScalar = scalars >> 63;
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

        var namesDue = After<TSpacing>(beginners & inObject, blanks, _nameIsDue, out _nameIsDue) & ~empties;
        var valuesDue = After<TSpacing>(colons | beginners & ~inObject, blanks, _valueIsDue, out _valueIsDue) & ~empties;

        // The end of a name is the byte past the bits that it adds up to.
        var names = inside + (namesDue | _inName);
        _inName = names < inside ? 1UL : 0;
        var nameEnds = names & quotes & ~inside;
        HasEscapedNames |= (backslashes & inside & ~names) != 0;
        var colonsDue = After<TSpacing>(nameEnds, blanks, _colonIsDue, out _colonIsDue);
        _wrong |= namesDue & ~quotes | begins ^ (namesDue | valuesDue) | colons ^ colonsDue;
        return structure;
    }

    // The first byte after each of the tokens that is no blank.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong After<TSpacing>(ulong tokens, ulong blanks, ulong before, out ulong carry)
        where TSpacing : struct, ISpacing
    {
        var next = tokens << 1 | before;
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

    private ulong Blanks<TBlock>(TBlock bytes, ulong others)
        where TBlock : struct, IBlock<TBlock>
    {
        var blanks = bytes.Equal((byte)' ');
        var controls = bytes.Below((byte)' ');
        if (controls != 0)
        {
            _wrong |= controls & others;
            blanks |= bytes.Equal((byte)'\t') | bytes.Equal((byte)'\r') | bytes.Equal((byte)'\n');
        }

        blanks &= ~others;
        HasBlanks |= blanks != 0;
        return blanks;
    }

    // Of a run of backslashes every other is an escape, from its first on, wherever it starts.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Escaped<TBlock>(TBlock bytes, ulong backslashes, int at)
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
        CheckEscapes(bytes, escapes, at);
        return escaped;
    }

    // Those that reach into the next block, and the less common ones, are looked at one by one.
    private void CheckEscapes<TBlock>(TBlock bytes, ulong escapes, int at)
        where TBlock : struct, IBlock<TBlock>
    {
        var unicode = bytes.Equal((byte)'u') >> 1 & escapes;
        HasUnicodeEscapes |= unicode != 0;
        var hex = bytes.HexDigits();
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

    // Whole numbers without a needless zero in front are right as they stand.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeScalars<TBlock, TSpacing>(TBlock bytes, ulong scalars, ulong starts, int at)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        var digits = bytes.Digits();
        var words = starts & ~digits;
        var past = scalars + (words | _inWord & _inScalar);
        _inWord = past < scalars ? 1UL : 0;
        var numbers = scalars & past;
        var zeros = starts & bytes.Equal((byte)'0');
        if ((numbers & (~digits | zeros << 1) | zeros >> 63) != 0)
            CheckEach<TSpacing>(starts, at);
        else if (words != 0)
            CheckWords<TSpacing>(words, at);
        if (scalars >> 63 != 0 && starts != 0)
            _lastScalar = at + BitOperations.Log2(starts);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckEach<TSpacing>(ulong starts, int at)
        where TSpacing : struct, ISpacing
    {
        var right = _inScalar == 0 || JsonScalar.StartsWith<TSpacing>(_line.AsSpan(_lastScalar));
        for (; starts != 0; starts &= starts - 1)
            right &= JsonScalar.StartsWith<TSpacing>(_line.AsSpan(at + BitOperations.TrailingZeroCount(starts)));
        if (!right)
            _wrong = ulong.MaxValue;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckWords<TSpacing>(ulong words, int at)
        where TSpacing : struct, ISpacing
    {
        for (; words != 0; words &= words - 1)
        {
            var start = at + BitOperations.TrailingZeroCount(words);
            if (!JsonScalar.StartsWithLiteral(_line, start) && !JsonScalar.StartsWith<TSpacing>(_line.AsSpan(start)))
                _wrong = ulong.MaxValue;
        }
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
