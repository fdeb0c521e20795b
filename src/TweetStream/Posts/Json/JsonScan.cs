using System.Buffers.Binary;
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
internal ref struct JsonScan
{
    /// <summary>Containers within one another that a line may have.</summary>
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly Span<int> _ends;
    private readonly Span<int> _open;
    private int _depth;
    private bool _isComplete;
    private ulong _wrong;

    // All bits or none.
    private ulong _inString;
    private ulong _inObject;

    // What the last block leaves to the lowest bit of the next.
    private ulong _isEscaped;
    private ulong _inName;
    private ulong _inScalar;
    private ulong _nameIsDue;
    private ulong _valueIsDue = 1;
    private ulong _colonIsDue;

    // Closing brackets of containers without content.
    private ulong _empties;

    /// <param name="json">The line, which opens with a brace.</param>
    /// <param name="ends">Gets the place of the closing bracket, at the place of the opening one; as long as the line.</param>
    /// <param name="open">Room for <see cref="MaxDepth"/> places.</param>
    public JsonScan(ReadOnlySpan<byte> json, Span<int> ends, Span<int> open)
    {
        _json = json;
        _ends = ends;
        _open = open;
    }

    /// <summary>Whether all that was taken is one valid object.</summary>
    public readonly bool IsValid => _isComplete && _wrong == 0;

    public bool HasEscapes { get; private set; }

    public bool HasUnicodeEscapes { get; private set; }

    /// <summary>Takes the next 64 bytes, which are blanks past the end of the line; returns the brackets, colons and commas among them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take<TBlock>(TBlock bytes, int at)
        where TBlock : struct, IBlock<TBlock>
    {
        var quotes = bytes.Equal((byte)'"');
        var backslashes = bytes.Equal((byte)'\\');
        if ((backslashes | _isEscaped) != 0)
            quotes &= ~Escaped(backslashes, at);

        // From the opening quote to the last byte before the closing one.
        var inside = PrefixXor(quotes) ^ _inString;
        _inString = AllIfLast(inside);

        var blanks = bytes.Equal((byte)' ') & ~inside;
        var controls = bytes.Below((byte)' ');
        if (controls != 0)
        {
            _wrong |= controls & inside;
            blanks |= (bytes.Equal((byte)'\t') | bytes.Equal((byte)'\r') | bytes.Equal((byte)'\n')) & ~inside;
        }

        var opens = bytes.EqualBut20((byte)'{') & ~inside;
        var closes = bytes.EqualBut20((byte)'}') & ~inside;
        var colons = bytes.Equal((byte)':') & ~inside;
        var commas = bytes.Equal((byte)',') & ~inside;
        var structure = opens | closes | colons | commas;

        var scalars = ~(inside | quotes | blanks | structure);
        var scalarStarts = scalars & ~(scalars << 1 | _inScalar);
        if (scalars != 0)
            TakeScalars(bytes, scalars, scalarStarts, at);
        _inScalar = scalars >> 63;

        var inObject = _inObject;
        _empties = 0;
        if ((opens | closes) != 0)
            inObject = TakeBrackets(opens, closes, at);

        var strings = quotes & inside;
        var beginners = opens | commas;
        var namesDue = After(beginners & inObject, blanks, ref _nameIsDue) & ~_empties;
        var valuesDue = After(colons | beginners & ~inObject, blanks, ref _valueIsDue) & ~_empties;
        var nameEnds = EndsOf(namesDue, inside, ref _inName) & quotes;
        var colonsDue = After(nameEnds, blanks, ref _colonIsDue);
        _wrong |= namesDue & ~strings | (strings | opens | scalarStarts) ^ (namesDue | valuesDue) | colons ^ colonsDue;
        return structure;
    }

    // The first byte after each of the tokens that is no blank.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong After(ulong tokens, ulong blanks, ref ulong carry)
    {
        var next = tokens << 1 | carry;
        carry = tokens >> 63;
        if (blanks == 0)
            return next;
        var past = blanks + (next & blanks);
        carry |= past < blanks ? 1UL : 0;
        return (next | past) & ~blanks;
    }

    // The first byte after each run of bits that starts at one of the starts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EndsOf(ulong starts, ulong runs, ref ulong carry)
    {
        var past = runs + starts;
        var carried = past + carry;
        carry = past < runs || carried < past ? 1UL : 0;
        return carried & ~runs;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0)[0];
        for (var shift = 1; shift < 64; shift *= 2)
            bits ^= bits << shift;
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AllIfLast(ulong bits) => (ulong)((long)bits >> 63);

    private ulong Escaped(ulong backslashes, int at)
    {
        HasEscapes = true;
        var escaped = _isEscaped;
        var escapes = backslashes & ~escaped;
        _isEscaped = 0;
        while (escapes != 0)
        {
            var escape = escapes & (0 - escapes);
            CheckEscape(at + BitOperations.TrailingZeroCount(escape));
            escaped |= escape << 1;
            _isEscaped = escape >> 63;
            escapes &= ~(escape | escape << 1);
        }

        return escaped;
    }

    private void CheckEscape(int at)
    {
        var isUnicode = at + 1 < _json.Length && _json[at + 1] == 'u';
        HasUnicodeEscapes |= isUnicode;
        if (!(isUnicode ? JsonString.IsUnicodeEscape(_json[at..]) : at + 1 < _json.Length && JsonString.IsShortEscape(_json[at + 1])))
            _wrong = ulong.MaxValue;
    }

    private void TakeScalars<TBlock>(TBlock bytes, ulong scalars, ulong starts, int at)
        where TBlock : struct, IBlock<TBlock>
    {
        var digits = bytes.Digits();
        var words = starts & ~digits;

        // Whole numbers without a needless zero in front are right as they stand, unless the next block has more of them.
        var inNumbers = scalars & (scalars + words) & (scalars + (_inScalar & scalars));
        var odd = inNumbers & ~digits | (starts & bytes.Equal((byte)'0')) << 1 & scalars | scalars >> 63;
        for (var left = odd != 0 ? starts : words; left != 0; left &= left - 1)
        {
            var start = BitOperations.TrailingZeroCount(left);
            if (!IsLiteral(scalars, start, at) && !JsonScalar.StartsWith(_json[(at + start)..]))
                _wrong = ulong.MaxValue;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsLiteral(ulong scalars, int start, int at)
    {
        const uint Null = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
        const uint True = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
        const uint Alse = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;
        var length = BitOperations.TrailingZeroCount(~(scalars >> start));
        if (start + length >= 64 || at + start + 5 > _json.Length)
            return false;
        var text = _json.Slice(at + start, 5);
        var first = BinaryPrimitives.ReadUInt32LittleEndian(text);
        var second = BinaryPrimitives.ReadUInt32LittleEndian(text[1..]);
        return (first == Null | first == True) & length == 4 | (second == Alse & text[0] == 'f') & length == 5;
    }

    // Returns where the innermost container is an object; a bracket belongs to what comes after it.
    private ulong TakeBrackets(ulong opens, ulong closes, int at)
    {
        var inObject = _inObject;
        for (var left = opens | closes; left != 0; left &= left - 1)
        {
            var bracket = left & (0 - left);
            var place = at + BitOperations.TrailingZeroCount(left);
            var isInObject = (opens & bracket) != 0 ? Open(place) : Close(place, bracket);
            inObject = inObject & (bracket - 1) | (isInObject ? 0 - bracket : 0);
        }

        _inObject = AllIfLast(inObject);
        return inObject;
    }

    private bool Open(int place)
    {
        if (_depth == MaxDepth)
        {
            _wrong = ulong.MaxValue;
            return false;
        }

        _open[_depth++] = place;
        return _json[place] == '{';
    }

    private bool Close(int place, ulong bracket)
    {
        if (_depth == 0)
        {
            _wrong = ulong.MaxValue;
            return false;
        }

        var open = _open[--_depth];
        _ends[open] = place;
        if (_json[open] + ('}' - '{') != _json[place])
            _wrong = ulong.MaxValue;
        if (open + 1 == place || JsonPlace.IsBlank(_json[place - 1]) && IsBlank(_json[(open + 1)..place]))
            _empties |= bracket;
        if (_depth > 0)
            return _json[_open[_depth - 1]] == '{';
        _isComplete = true;
        if (!IsBlank(_json[(place + 1)..]))
            _wrong = ulong.MaxValue;
        return false;
    }

    private static bool IsBlank(ReadOnlySpan<byte> json) => json.IsEmpty || !json.ContainsAnyExcept(" \t\r\n"u8);
}
