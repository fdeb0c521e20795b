namespace TweetStream.Posts.Json;

/// <summary>Where in a line a value stands.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Past it and the blanks behind it: the comma or bracket that ends it.</param>
internal readonly record struct JsonPlace(int Start, int End)
{
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>The value of which the first byte is the next from <paramref name="start"/> on that is no blank.</summary>
    public static JsonPlace Of(JsonIndex index, int start)
    {
        var line = index.Line;
        start = SkipBlanks(line, start);
        return new(start, index.Next(line[start] is (byte)'{' or (byte)'[' ? index.EndOf(start) + 1 : start));
    }

    public static int SkipBlanks(ReadOnlySpan<byte> line, int start)
    {
        // Nothing else that is below a blank stands outside of strings.
        while (line[start] <= ' ')
            start++;
        return start;
    }
}
