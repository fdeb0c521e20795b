using System.Text;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>
/// Seeded posts, one a line. Owns how many, how long and with which tags; leaves how a line looks to <see cref="PostForm"/>.
/// </summary>
internal sealed record Corpus(ReadOnlyMemory<byte> Bytes, int Posts)
{
    public const int DistinctTags = 1_000_000;

    /// <summary>When every post has been made, in ms.</summary>
    public static long LongAfter => Start + (24 * 60 * 60 * 1000);

    public const string Description =
        "Posts are made up and seeded: 1.3 tags each, Zipf-distributed (exponent 1) over a million, in texts of about 138 bytes, every fifth of them not in Latin script.";

    // Posts a second in the time that they tell: the highest that was ever the average of a whole network.
    private const double PostsPerSecond = 6_000;
    private const int LeastTextBytes = 135;
    private const int LongestLine = 16 * 1024;
    private static readonly long Start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly string[] Latin = ["market", "the", "stream", "of", "today", "people", "watch", "and", "write", "morning", "about", "new", "with", "light"];
    private static readonly string[] Others = ["今日は", "ニュース", "مرحبا", "новости", "विश्व", "세계", "ข่าว", "καλημέρα"];

    public double BytesPerPost => (double)Bytes.Length / Posts;

    public static Corpus Of(PostForm form, int bytes, int distinctTags = DistinctTags, double postsPerSecond = PostsPerSecond)
    {
        var random = new Random(1);
        var corpus = new byte[bytes + LongestLine];
        var (length, posts) = (0, 0);
        while (length < bytes)
        {
            var draft = Next(random, distinctTags) with { Number = posts, Time = Start + (long)(posts / postsPerSecond * 1000) };
            length += Encoding.UTF8.GetBytes(form.Line(draft), corpus.AsSpan(length));
            corpus[length++] = (byte)'\n';
            posts++;
        }

        return new(corpus.AsMemory(0, length), posts);
    }

    /// <summary>The first of so many equal parts, in whole lines.</summary>
    public Corpus Part(int of)
    {
        if (of == 1)
            return this;
        var part = Bytes[..(Bytes.Span[..(Bytes.Length / of)].LastIndexOf((byte)'\n') + 1)];
        return new(part, part.Span.Count((byte)'\n'));
    }

    /// <summary>A post without number and time.</summary>
    public static Draft Next(Random random, int distinctTags)
    {
        var words = random.Next(5) == 0 ? Others : Latin;
        var tags = new string[random.Next(10) switch { < 2 => 0, < 6 => 1, < 9 => 2, _ => 3 }];
        var text = new StringBuilder(LeastTextBytes * 2);
        for (var tag = 0; tag < tags.Length; tag++)
        {
            var rank = Zipf(random, distinctTags);
            tags[tag] = FormattableString.Invariant($"{(words == Others ? Others[rank % Others.Length] : "tag")}{rank}");
            text.Append('#').Append(tags[tag]).Append(' ');
        }

        for (var bytes = Encoding.UTF8.GetByteCount(text.ToString()); bytes < LeastTextBytes;)
        {
            var word = words[random.Next(words.Length)];
            text.Append(word).Append(' ');
            bytes += Encoding.UTF8.GetByteCount(word) + 1;
        }

        return new() { Text = text.ToString(0, text.Length - 1), Tags = tags, Language = words == Others ? "ja" : "en" };
    }

    /// <summary>A rank from 1 on by the continuous approximation of Zipf's law with exponent 1: all are equally likely on a logarithmic scale.</summary>
    public static int Zipf(Random random, int ranks) => (int)Math.Pow(ranks, random.NextDouble());
}
