using System.Numerics;
using TweetStream.Bytes;

namespace TweetStream.Posts.Json;

/// <summary>The members of an object, one after the other.</summary>
internal ref struct JsonMembers
{
    private readonly JsonIndex? _index;
    private readonly ReadOnlySpan<byte> _line;
    private readonly ReadOnlySpan<ulong> _structure;

    // Of the block of the structure that is walked through, what is still to come.
    private ulong _bits;
    private int _block;
    private int _start;
    private int _end;
    private int _nameStart;
    private int _nameEnd;

    public JsonMembers(JsonIndex index, int start)
    {
        _index = index;
        _line = index.Line;
        _structure = index.Structure;
        _end = start;
        Skip(start);
        _bits &= _bits - 1;
    }

    /// <summary>What stands between the quotes of the name, with its escapes.</summary>
    public readonly ReadOnlySpan<byte> Name => _line[_nameStart.._nameEnd];

    public readonly JsonPlace Place => new(_start, _end);

    public readonly JsonValue Value => new(_index!, Place);

    public bool MoveNext()
    {
        if (_index is null || _line[_end] == '}')
            return false;
        var colon = Next();
        if (_line[colon] == '}')
            return false;
        _nameStart = JsonPlace.SkipBlanks(_line, _end + 1) + 1;
        _nameEnd = colon - 1;
        while (_line[_nameEnd] != '"')
            _nameEnd--;
        _start = JsonPlace.SkipBlanks(_line, colon + 1);
        if (_line[_start] is (byte)'{' or (byte)'[')
            Skip(_index.EndOf(_start) + 1);
        _end = Next();
        return true;
    }

    private void Skip(int to)
    {
        _block = to / BitMasks.Length;
        _bits = _structure[_block] & ulong.MaxValue << to;
    }

    private int Next()
    {
        while (_bits == 0)
            _bits = _structure[++_block];
        var at = _block * BitMasks.Length + BitOperations.TrailingZeroCount(_bits);
        _bits &= _bits - 1;
        return at;
    }
}
