using System.Buffers.Text;

namespace TweetStream.Archive;

/// <summary>
/// The little that the archive knows of a line.
/// <code>line = "{" %s"\"offset\":" offset "," members "}" LF</code>
/// A quote inside a post is escaped, so that this opening stands nowhere else than at a line's start.
/// </summary>
internal static class ArchiveLine
{
    private static ReadOnlySpan<byte> Opening => "{\"offset\":"u8;

    /// <summary>Whether a line, without its end, is whole, and which offset it has. A loss of power may leave zeros inside one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out long offset)
    {
        offset = 0;
        return line.StartsWith(Opening)
            && line[^1] == '}'
            && Utf8Parser.TryParse(line[Opening.Length..], out offset, out var length)
            && line[(Opening.Length + length)..] is [(byte)',', ..]
            && !line.Contains((byte)0);
    }

    /// <summary>Whether a whole line with an offset from <paramref name="least"/> on ends these bytes, whatever stands before it.</summary>
    public static bool EndsWithLine(ReadOnlySpan<byte> bytes, long least)
    {
        for (int at; (at = bytes.IndexOf(Opening)) >= 0; bytes = bytes[(at + 1)..])
        {
            if (TryRead(bytes[at..], out var offset) && offset >= least)
                return true;
        }

        return false;
    }
}
