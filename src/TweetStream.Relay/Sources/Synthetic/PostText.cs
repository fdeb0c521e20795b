using System.Buffers.Text;

namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>The text of one made-up post while it is put together, and where its tags stand in it.</summary>
internal sealed class PostText
{
    // The longest of the vocabulary's sentences twice, and three of its tags, are far below.
    private readonly byte[] _bytes = new byte[4096];
    private readonly List<Range> _tags = [];
    private int _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The bodies of the tags, without sign.</summary>
    public List<Range> Tags => _tags;

    public void Clear()
    {
        _length = 0;
        _tags.Clear();
    }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    /// <summary>Sets what follows off by a blank, except at the start.</summary>
    public void AddWord(ReadOnlySpan<byte> utf8)
    {
        if (_length > 0)
            Add(" "u8);
        Add(utf8);
    }

    /// <param name="sign"><c>#</c> or its full-width form.</param>
    /// <param name="body">The tag without sign.</param>
    /// <param name="year">Added to the tag unless it is 0.</param>
    public void AddTag(ReadOnlySpan<byte> sign, ReadOnlySpan<byte> body, int year)
    {
        Add(sign);
        var start = _length;
        Add(body);
        if (year > 0 && Utf8Formatter.TryFormat(year, _bytes.AsSpan(_length), out var digits))
            _length += digits;
        _tags.Add(start.._length);
    }
}
