using System.IO.Compression;
using System.Text;
using TweetStream.Hashtags;
using TweetStream.Posts;

namespace TweetStream.Tests.Relay;

public sealed class SampleTests
{
    [Fact]
    public void The_shipped_recording_is_a_minute_of_posts_in_order_whose_tags_are_those_of_their_texts()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "samples", "demo.jsonl.gz"));
        Assert.InRange(file.Length, 1, 200 * 1024);
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
        var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var (reader, post, found, times) = (new PostReader(), new PostBuffer(), new List<Range>(), new List<long>());
        while (lines.ReadLine() is { } line)
        {
            Assert.Equal(LineKind.Post, reader.Read(Encoding.UTF8.GetBytes(line), post));
            times.Add(post.CreatedAt!.Value - start);
            found.Clear();
            HashtagScanner.Scan(post.Text, found);
            Assert.Equal(found.Count, post.TagCount);
            for (var i = 0; i < found.Count; i++)
                Assert.True(post.Text[found[i]].SequenceEqual(post.Tag(i)), line);
        }

        Assert.InRange(times.Count, 3300, 3900);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], 0, 1000);
        Assert.InRange(times[^1], 55_000, 59_999);
    }
}
