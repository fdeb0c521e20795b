using System.Numerics;
using System.Runtime.Intrinsics;
using TweetStream.Bytes;

namespace TweetStream.Posts.Json;

/// <summary>
/// A copy of one line, and where in it the brackets, colons and commas stand: the fast path through JSON, for lines that hold one valid
/// object. What is wrong with any other is for the framework's reader to say, see <see cref="JsonProblem"/>. Allocates
/// only for a line longer than those before. Not for use by two threads at once.
/// </summary>
internal sealed class JsonIndex
{
    private const int BlockLength = BitMasks.Length;

    private readonly JsonScan _scan = new();
    private byte[] _line = new byte[64 * BlockLength];
    private ulong[] _structure = new ulong[64];
    private JsonDoubts[] _doubts = new JsonDoubts[64];

    // At the place of an opening bracket that of the closing one; anything elsewhere.
    private int[] _ends = new int[64 * BlockLength];

    /// <summary>Whether a string may say anything else than what stands between its quotes.</summary>
    public bool HasEscapes => _scan.HasEscapes;

    public bool HasUnicodeEscapes => _scan.HasUnicodeEscapes;

    /// <summary>Whether a name may say anything else than what stands between its quotes.</summary>
    public bool HasEscapedNames => _scan.HasEscapedNames;

    public bool IsValidUtf8 { get; private set; }

    /// <summary>Whether a string may hold what is no text: invalid UTF-8 or half a surrogate pair.</summary>
    public bool MayBeRepaired => HasUnicodeEscapes || !IsValidUtf8;

    /// <summary>False for a line that is not one JSON object as the framework's reader takes it; the index then means nothing.</summary>
    /// <param name="json">A line that opens with a brace.</param>
    public bool TryRead(ReadOnlySpan<byte> json) =>
        Vector512.IsHardwareAccelerated ? TryRead<Block512>(json)
            : Vector256.IsHardwareAccelerated ? TryRead<Pair<Block256>>(json)
            : TryRead<Pair<Pair<Block128>>>(json);

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte})"/>
    public bool TryRead<TBlock>(ReadOnlySpan<byte> json)
        where TBlock : struct, IBlock<TBlock>
    {
        while (JsonPlace.IsBlank(json[^1]))
            json = json[..^1];
        Reserve(json.Length);
        json.CopyTo(_line);
        _line.AsSpan(json.Length, BlockLength).Fill((byte)' ');

        // Lines of a stream are alike.
        return !_scan.HasBlanks && TryRead<TBlock, Compact>(json) || TryRead<TBlock, Spaced>(json);
    }

    private bool TryRead<TBlock, TSpacing>(ReadOnlySpan<byte> json)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        var blocks = (json.Length + BlockLength - 1) / BlockLength;
        if (!_scan.TryRead<TBlock, TSpacing>(_line, json.Length, _structure.AsSpan(0, blocks), _doubts.AsSpan(0, blocks), _ends))
            return false;
        IsValidUtf8 = !_scan.IsWide || Utf8Check.IsValid(json);
        return true;
    }

    /// <summary>The object that the line is.</summary>
    public JsonValue Object => new(this, new(0, EndOf(0) + 1));

    /// <summary>The line, with blanks behind it.</summary>
    public ReadOnlySpan<byte> Line => _line;

    /// <summary>Masks of the brackets, colons and commas, one for each block of the line; anything behind it.</summary>
    public ReadOnlySpan<ulong> Structure => _structure;

    /// <summary>The first bracket, colon or comma from <paramref name="start"/> on; there must be one.</summary>
    public int Next(int start) => BitMasks.Next(_structure, start);

    /// <summary>The closing bracket of the container that opens at <paramref name="start"/>.</summary>
    public int EndOf(int start) => _ends[start];

    // A block of blanks stands behind the line.
    private void Reserve(int length)
    {
        if (length + BlockLength <= _line.Length)
            return;
        _line = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)(length + BlockLength))];
        _ends = new int[_line.Length];
        _structure = new ulong[_line.Length / BlockLength];
        _doubts = new JsonDoubts[_structure.Length];
    }
}
