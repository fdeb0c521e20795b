using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace TweetStream.Posts.Json;

/// <summary>
/// Where the brackets, colons and commas of one line stand: the fast path through JSON, for lines that hold one valid
/// object. What is wrong with any other is for the framework's reader to say, see <see cref="JsonProblem"/>. Allocates
/// only for a line longer than those before. Not for use by two threads at once.
/// </summary>
internal sealed class JsonIndex
{
    private const int BlockLength = 64;

    private readonly int[] _open = new int[JsonScan.MaxDepth];
    private readonly byte[] _short = new byte[BlockLength];
    private bool _hasBlanks;
    private ulong[] _structure = new ulong[64];

    // At the place of an opening bracket that of the closing one; anything elsewhere.
    private int[] _ends = new int[64 * BlockLength];

    /// <summary>Whether a string may say anything else than what stands between its quotes.</summary>
    public bool HasEscapes { get; private set; }

    public bool HasUnicodeEscapes { get; private set; }

    public bool IsValidUtf8 { get; private set; }

    /// <summary>Whether a string may hold what is no text: invalid UTF-8 or half a surrogate pair.</summary>
    public bool MayBeRepaired => HasUnicodeEscapes || !IsValidUtf8;

    /// <summary>False for a line that is not one JSON object as the framework's reader takes it; the index then means nothing.</summary>
    /// <param name="json">A line that opens with a brace.</param>
    public bool TryRead(ReadOnlySpan<byte> json) =>
        Vector512.IsHardwareAccelerated ? TryRead<WideBlock>(json) : TryRead<PairedBlock>(json);

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte})"/>
    public bool TryRead<TBlock>(ReadOnlySpan<byte> json)
        where TBlock : struct, IBlock<TBlock>
    {
        while (JsonPlace.IsBlank(json[^1]))
            json = json[..^1];
        Reserve(json.Length);

        // Lines of a stream are alike.
        return !_hasBlanks && TryRead<TBlock, Compact>(json) || TryRead<TBlock, Spaced>(json);
    }

    private bool TryRead<TBlock, TSpacing>(ReadOnlySpan<byte> json)
        where TBlock : struct, IBlock<TBlock>
        where TSpacing : struct, ISpacing
    {
        var scan = new JsonScan(json, _ends, _open);
        var end = End(json);
        var last = TBlock.Load(end);
        var (all, least) = (last, last);
        var at = 0;
        for (; at <= json.Length - BlockLength; at += BlockLength)
        {
            var bytes = TBlock.Load(json.Slice(at, BlockLength));
            all = all.Or(bytes);
            least = least.Min(bytes);
            _structure[at / BlockLength] = scan.Take<TBlock, TSpacing>(bytes, at);
        }

        if (at < json.Length)
            _structure[at / BlockLength] = scan.Take<EndBlock<TBlock>, TSpacing>(new(last, BlockLength - (json.Length - at)), at);

        HasEscapes = scan.HasEscapes;
        HasUnicodeEscapes = scan.HasUnicodeEscapes;
        IsValidUtf8 = all.Wide() == 0 || Utf8.IsValid(json);
        _hasBlanks = scan.HasBlanks;
        return scan.IsValid && (TSpacing.HasBlanks || least.Below((byte)' ') == 0);
    }

    private ReadOnlySpan<byte> End(ReadOnlySpan<byte> json)
    {
        if (json.Length >= BlockLength)
            return json[^BlockLength..];
        json.CopyTo(_short.AsSpan(BlockLength - json.Length));
        _short.AsSpan(0, BlockLength - json.Length).Fill((byte)' ');
        return _short;
    }

    /// <param name="json">The line that was read last.</param>
    public JsonValue Object(ReadOnlySpan<byte> json) => new(json, this, new(0, EndOf(0) + 1));

    /// <summary>The first bracket, colon or comma from <paramref name="start"/> on; there must be one.</summary>
    public int Next(int start)
    {
        var block = start / BlockLength;
        var structure = _structure[block] >> start;
        if (structure != 0)
            return start + BitOperations.TrailingZeroCount(structure);
        do
            structure = _structure[++block];
        while (structure == 0);
        return block * BlockLength + BitOperations.TrailingZeroCount(structure);
    }

    /// <summary>The closing bracket of the container that opens at <paramref name="start"/>.</summary>
    public int EndOf(int start) => _ends[start];

    private void Reserve(int length)
    {
        if (length <= _ends.Length)
            return;
        _ends = new int[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
        _structure = new ulong[_ends.Length / BlockLength];
    }
}
