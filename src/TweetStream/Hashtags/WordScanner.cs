using System.Buffers;
using System.Text;

namespace TweetStream.Hashtags;

/// <summary>Finds the words of a text: what stands between white space, as the classic streaming word count has it.</summary>
public static class WordScanner
{
    /// <summary>Adds to <paramref name="words"/> where each word stands in <paramref name="text"/> (UTF-8), in order.</summary>
    public static void Scan(ReadOnlySpan<byte> text, List<Range> words)
    {
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            var isBlank = IsBlank(text[at..], out var length);
            if (!isBlank && start < 0)
                start = at;
            if (isBlank && start >= 0)
            {
                words.Add(start..at);
                start = -1;
            }

            at += length;
        }

        if (start >= 0)
            words.Add(start..text.Length);
    }

    private static bool IsBlank(ReadOnlySpan<byte> text, out int length)
    {
        length = 1;
        if (text[0] < 0x80)
            return text[0] is (byte)' ' or (>= 9 and <= 13);
        return Rune.DecodeFromUtf8(text, out var rune, out length) == OperationStatus.Done && Rune.IsWhiteSpace(rune);
    }
}
