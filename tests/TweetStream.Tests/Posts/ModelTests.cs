using System.Text;
using CsCheck;
using TweetStream.Tests.Posts.Model;

namespace TweetStream.Tests.Posts;

/// <summary>Whatever a line holds, it is read as the model reads it; a reader for counting tells the same of what counts.</summary>
public class ModelTests
{
    private static readonly string[] Names =
    [
        "offset", "id", "source", "created_at", "received_at", "lang", "author", "cursor", "tags", "tagger", "text", "id_str", "full_text", "entities", "timestamp_ms",
        "extended_tweet", "user", "screen_name", "hashtags", "tag", "name", "data", "note_tweet", "author_id", "errors", "did", "kind", "time_us", "commit", "$type", "payload",
        "operation", "collection", "record", "rkey", "seq", "time", "langs", "facets", "features", "event", "content", "reblog", "quote", "account", "acct", "language", "limit", "other", "",
    ];

    // Each a form of its own; lines are made of their members.
    private static readonly string[] Posts =
    [
        """{"offset":7,"id":"42","source":"x","created_at":"2026-01-01T00:00:00.250Z","received_at":-1.5e3,"lang":"de","author":"ann","tags":["#A",1,"\ud83d\ude00","c"],"tagger":3,"cursor":"17","text":"Gr\u00fc\u00dfe 日本\n#A"}""",
        """{"offset":8,"id":"42","source":"bluesky","created_at":"2026-08-01T10:30:00.000Z","received_at":"2026-08-01T10:30:00.001Z","lang":"de","author":"ann","tags":["A","B"],"tagger":3,"text":"#A and #B"}""",
        """{"created_at":"Sun Aug 31 00:29:15 +0000 2014","id":505874924095815700,"id_str":"505874924095815681","text":"a &amp; #b","user":{"id":1,"screen_name":"ann","entities":{"hashtags":[{"text":"no"}]}},"entities":{"symbols":[],"hashtags":[{"text":"b","indices":[8,10]}]},"extended_tweet":{"full_text":"a &lt; #日本","entities":{"hashtags":[{"text":"日本"}]}},"timestamp_ms":"1409444955250","lang":"ja"}""",
        """{"created_at":"Sun Aug 31 00:29:15 +0000 2014","id_str":"505874924095815681","text":"a &gt; #b","full_text":"a &amp;amp; #b","user":{"screen_name":"ann"},"lang":"ja"}""",
        """{"data":{"id":"505874924095815681","text":"x #B","lang":"en","created_at":"2026-08-01T10:30:00.000Z","author_id":"7","entities":{"hashtags":[{"start":2,"end":4,"tag":"B"}]},"note_tweet":{"text":"x &gt; #B","entities":{"hashtags":[{"tag":"B"}]}}},"errors":[{"title":"t"}]}""",
        """{"did":"did:plc:a","time_us":1783175888172335,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":{"text":"#A é","langs":["de","en",1,"fr"],"tags":["extra"],"facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"A"}]}]}}}""",
        """{"did":"did:plc:a","kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.post","record":{"text":"a","langs":["de","","fr"]}}}""",
        """{"$type":"message","payload":{"$type":"s#commit","seq":7,"did":"did:plc:a","time":"2026-07-04T14:38:08.172335Z","operation":"create","collection":"app.bsky.feed.post","rkey":"3mp","record":{"text":"#A","facets":[{"features":[{"$type":"app.bsky.richtext.facet\u0023tag","tag":"\ud83dA"}]}]}}}""",
        """{"id":"1","created_at":"2026-01-01T00:00:00.250Z","language":"en","content":"<p>a<br>&amp; <a title=\"b\">#<span>c</span></a></p>","account":{"acct":"ann"},"tags":[{"name":"c"}],"reblog":null,"quote":{"id":"2"}}""",
        """{"event":"update","payload":"{\"id\":\"1\",\"content\":\"<p>\\ud83d a &lt;\\u003cbr>\",\"tags\":[{\"name\":\"c\"}]}"}""",
        """{"event":"update","payload":" {\"content\":\"a\",\"tags\":[{\"name\":\"\ud83d\"}]}"}""",
        """{"event":"update","payload":"{\"content\":\"a\",\"tags\":[{\"name\":1},]}"}""",
        """{"limit":{"track":5}}""",
        "plain #text with 日本",
    ];

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.OneOf("null", "true", "0", "-0", "7", "3", "1409444955250", "1783175888172335", "-1.5e3", "9223372036854775808", "1e999", "{}", "[]"),
        Gen.OneOf(
            "", "x", "#", "#A", "＃ü", "create", "update", "app.bsky.feed.post", "app.bsky.richtext.facet#tag", "did:plc:a", "2026-08-01T10:30:00.000Z", "Sun Aug 31 00:29:15 +0000 2014",
            "1409444955250", "505874924095815681", "a &amp; b", "\\n", "\\u0041", "\\ud83d", "\\ud83d\\ude00", "日本", "{}", "{\\\"content\\\":\\\"a\\\"}", "[1]", "").Select(text => $"\"{text}\""));

    private static readonly Gen<string> Name = Gen.Frequency(
        (9, Gen.OneOf(Names)),
        (1, Gen.Select(Gen.OneOf(Names), Gen.Int[0, 20]).Select((name, at) => at < name.Length ? $"{name[..at]}\\u{(int)name[at]:x4}{name[(at + 1)..]}" : name + "\\ud800")));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 3
        ? Leaf
        : Gen.Frequency((3, Leaf), (1, value.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")), (2, Object(value))));

    private static Gen<string> Object(Gen<string> value) =>
        Gen.Select(Name, value).Array[0, 8].Select(members => $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");

    private readonly ModelComparison _comparison = new();

    [Fact]
    public void Any_object_with_names_that_are_known_is_read_as_by_the_model() =>
        Object(Value).Sample(line => _comparison.Check(Encoding.UTF8.GetBytes(line)), iter: 30_000, threads: 1);

    [Fact]
    public void A_post_with_members_of_others_among_its_own_is_read_as_by_the_model() =>
        Gen.Select(Gen.OneOf(Posts), Gen.Select(Name, Value, Gen.Bool).Array[0, 4]).Sample(
            (line, members) =>
            {
                foreach (var (name, value, atEnd) in members)
                {
                    if (line[0] == '{')
                        line = atEnd ? $"{line[..^1]},\"{name}\":{value}}}" : $"{{\"{name}\":{value},{line[1..]}";
                }

                _comparison.Check(Encoding.UTF8.GetBytes(line));
            }, iter: 30_000, threads: 1);

    [Fact]
    public void Any_member_within_a_post_may_have_any_value() =>
        Gen.Select(Gen.OneOf(Posts), Gen.OneOf(Names), Value, Gen.OneOf(Names)).Sample(
            (line, name, value, other) =>
            {
                var at = line.IndexOf($"\"{name}\":", StringComparison.Ordinal);
                if (at >= 0)
                    line = line.Insert(at, $"\"{other}\":{value},");
                _comparison.Check(Encoding.UTF8.GetBytes(line));
            }, iter: 30_000, threads: 1);

    [Fact]
    public void A_line_in_which_bytes_are_changed_removed_doubled_and_moved_is_read_as_by_the_model() =>
        Gen.Select(Gen.OneOf(Posts), Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Byte).Array[1, 4]).Sample(
            (line, changes) => _comparison.Check(ChangedLine.Of(line, changes, between: [(byte)' ', (byte)'\t'])), iter: 30_000, threads: 1);

    [Fact]
    public void Every_byte_may_be_any_other_and_the_line_may_break_off_anywhere()
    {
        foreach (var line in Posts.Select(Encoding.UTF8.GetBytes))
        {
            for (var i = 0; i < line.Length; i++)
            {
                _comparison.Check(line[..i]);
                foreach (var other in "\0\t \"#&+-/09:<>AZ[\\]aeunz{}"u8.ToArray().Concat([(byte)0x80, (byte)0xC2, (byte)0xED, (byte)0xFF]))
                    _comparison.Check([.. line.AsSpan(0, i), other, .. line.AsSpan(i + 1)]);
            }
        }
    }
}
