using System.Text;
using System.Text.Unicode;
using CsCheck;
using TweetStream.Posts;

namespace TweetStream.Tests.Posts;

/// <summary>Whatever becomes of a line on its way, reading it ends with a verdict and with valid UTF-8.</summary>
public class HostileLineTests
{
    private static readonly byte[][] Lines =
    [
        .. new[]
        {
            """{"offset":7,"id":"42","source":"x","created_at":"2026-01-01T00:00:00.250Z","received_at":-1.5e3,"lang":"de","author":"ann","tags":["#A",1,"\ud83d\ude00"],"text":"Gr\u00fc\u00dfe 日本\n#A"}""",
            """{"created_at":"Sun Aug 31 00:29:15 +0000 2014","id":505874924095815700,"id_str":"505874924095815681","text":"a &amp; #b","user":{"screen_name":"ann"},"entities":{"hashtags":[{"text":"b","indices":[8,10]}]},"extended_tweet":{"full_text":"a &lt; #日本","entities":{"hashtags":[{"text":"日本"}]}},"timestamp_ms":"1409444955250","lang":"ja"}""",
            """{"data":{"id":"1","text":"x #B","created_at":"2026-08-01T10:30:00.000Z","author_id":"7","entities":{"hashtags":[{"start":2,"end":4,"tag":"B"}]},"note_tweet":{"text":"x &gt; #B","entities":{"hashtags":[{"tag":"B"}]}}},"errors":[{"title":"t"}]}""",
            """{"did":"did:plc:a","time_us":1783175888172335,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":{"text":"#A é","langs":["de"],"tags":["extra"],"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"A"}]}]}}}""",
            """{"$type":"message","payload":{"$type":"s#commit","did":"did:plc:a","time":"2026-07-04T14:38:08.172335Z","operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":{"text":"#A","facets":[{"features":[{"$type":"app.bsky.richtext.facet\u0023tag","tag":"\ud83dA"}]}]}}}""",
            """{"id":"1","created_at":"2026-01-01T00:00:00.250Z","language":"en","content":"<p>a<br>&amp; <a title=\"b\">#<span>c</span></a></p>","account":{"acct":"ann"},"tags":[{"name":"c"}]}""",
            """{"event":"update","payload":"{\"id\":\"1\",\"content\":\"<p>\\ud83d a &lt;\\u003cbr>\",\"tags\":[{\"name\":\"c\"}]}"}""",
            """{"limit":{"track":5}}""",
            "plain #text with 日本",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static LineKind Read(ReadOnlySpan<byte> line)
    {
        var post = new PostBuffer();
        var kind = new PostReader().Read(line, post);

        foreach (var field in Enum.GetValues<PostField>())
            Assert.True(Utf8.IsValid(post[field]));
        for (var i = 0; i < post.TagCount; i++)
            Assert.True(Utf8.IsValid(post.Tag(i)) && !post.Tag(i).IsEmpty);
        if (kind is not (LineKind.Post or LineKind.Text))
            Assert.Equal(new Decoded(kind), Decoded.Of(kind, post));
        return kind;
    }

    [Fact]
    public void A_line_that_breaks_off_anywhere_is_malformed()
    {
        foreach (var line in Lines.SkipLast(1))
        {
            Assert.NotEqual(LineKind.Malformed, Read(line));
            Assert.Equal(LineKind.Text, Read(line.AsSpan(0, 1)));
            for (var length = 2; length < line.Length; length++)
                Assert.Equal(LineKind.Malformed, Read(line.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Every_byte_may_be_any_other()
    {
        foreach (var line in Lines)
        {
            for (var i = 0; i < line.Length; i++)
            {
                foreach (var other in "\0\t \"#&+-/09:<>AZ[\\]aeunz{}"u8.ToArray().Concat([(byte)0x80, (byte)0xC2, (byte)0xE2, (byte)0xED, (byte)0xF0, (byte)0xFF]))
                {
                    var changed = line.ToArray();
                    changed[i] = other;
                    Read(changed);
                }
            }
        }
    }

    [Fact]
    public void Bytes_may_be_changed_removed_doubled_and_moved() =>
        Gen.Select(
            Gen.Int[0, Lines.Length - 1],
            Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte).Array[1, 6])
        .Sample((line, changes) =>
        {
            var bytes = new List<byte>(Lines[line]);
            foreach (var (change, from, to, value) in changes)
            {
                var at = (int)(from * (bytes.Count - 1));
                var length = Math.Min((int)(to * 12) + 1, bytes.Count - at);
                var part = bytes.GetRange(at, length);
                if (change == 0)
                    bytes[at] = value;
                else if (change == 1)
                    bytes.InsertRange(at, part);
                else if (bytes.Count > length)
                    bytes.RemoveRange(at, length);
                if (change == 3)
                    bytes.InsertRange((int)(to * bytes.Count), part);
            }

            Read([.. bytes]);
        }, iter: 20_000);

    [Fact]
    public void Any_value_may_stand_under_any_name()
    {
        string[] names = ["offset", "id", "source", "created_at", "received_at", "lang", "author", "tags", "text", "id_str", "full_text", "entities", "timestamp_ms", "extended_tweet", "user", "data", "errors", "did", "kind", "time_us", "commit", "$type", "payload", "event", "content", "account", "language"];
        string[] values = ["0", "-1e999", "\"\"", "\"update\"", "\"{}\"", "\"[\"", "null", "true", "[]", "[[]]", "[{}]", "{}", "{\"text\":\"a\"}", "{\"hashtags\":[{}]}", "{\"full_text\":\"a\"}", "{\"operation\":\"create\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":\"a\"}}"];
        Gen.Select(Gen.OneOf(names), Gen.OneOf(values)).Array[0, 6].Sample(
            members => Read(Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}")),
            iter: 20_000);
    }
}
