using System.Buffers;
using System.Globalization;
using System.Text;
using TweetStream.Posts;

namespace TweetStream.Tests.Cluster;

/// <summary>A post of a test: when it was made and what it says.</summary>
internal sealed record StampedPost(long Time, string Text)
{
    public PostBuffer Buffer
    {
        get
        {
            var post = new PostBuffer { CreatedAt = Time, ReceivedAt = Time };
            post.Set(PostField.Text, Encoding.UTF8.GetBytes(Text));
            return post;
        }
    }

    /// <summary>As the relay sends it, without its end.</summary>
    public string Line(long offset)
    {
        var line = new ArrayBufferWriter<byte>();
        PostWriter.WriteJson(Buffer, offset, line);
        return Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\n');
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time} {Text}");
}
