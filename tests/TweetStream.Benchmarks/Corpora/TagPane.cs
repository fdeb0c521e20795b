using System.Buffers.Text;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>
/// Posts that hold each of so many tags once, in an order of their own, and in one place of ten another tag that is
/// Zipf-distributed, so that there is something to rank.
/// </summary>
internal sealed class TagPane(int distinctTags, int seed)
{
    private const int TagsPerPost = 10;
    private const int LongestPost = 256;
    private const long Step = 7_368_787; // A prime that divides none of the numbers asked for: each place gets another tag.
    private readonly byte[] _block = new byte[64 * 1024];

    /// <summary>How many tags have been handed out.</summary>
    public long Tags { get; private set; }

    /// <summary>Whole posts as text; a block is valid until the next one.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Blocks()
    {
        var random = new Random(seed);
        var length = 0;
        for (var place = 0; place < distinctTags; place++)
        {
            Append(ref length, (place + seed) * Step % distinctTags);
            if (place % TagsPerPost != TagsPerPost - 1)
                continue;
            Append(ref length, Corpus.Zipf(random, distinctTags));
            _block[length - 1] = (byte)'\n';
            if (length < _block.Length - LongestPost)
                continue;
            yield return _block.AsMemory(0, length);
            length = 0;
        }

        yield return _block.AsMemory(0, length);
    }

    private void Append(ref int length, long tag)
    {
        "#tag"u8.CopyTo(_block.AsSpan(length));
        length += "#tag"u8.Length;
        Utf8Formatter.TryFormat(tag, _block.AsSpan(length), out var digits);
        length += digits;
        _block[length++] = (byte)' ';
        Tags++;
    }
}
