using System.Text;

namespace TweetStream.Benchmarks;

/// <summary>
/// Seeded posts as plain text: about 138 bytes and 1.3 tags a post, tags Zipf-distributed (exponent 1) over a million,
/// every fifth post in a script other than Latin.
/// </summary>
internal static class Corpus
{
    private const int DistinctTags = 1_000_000;
    private static readonly string[] Latin = ["market", "the", "stream", "of", "today", "people", "watch", "and", "write", "morning", "about", "new", "with", "light"];
    private static readonly string[] Others = ["今日は", "ニュース", "مرحبا", "новости", "विश्व", "세계", "ข่าว", "καλημέρα"];

    public static byte[] Text(int bytes, int seed)
    {
        var random = new Random(seed);
        using var corpus = new MemoryStream(bytes + 4096);
        while (corpus.Length < bytes)
            corpus.Write(Encoding.UTF8.GetBytes(Post(random)));
        return corpus.ToArray();
    }

    private static string Post(Random random)
    {
        var words = random.Next(5) == 0 ? Others : Latin;
        var post = new StringBuilder();
        var tags = random.Next(10) switch { < 2 => 0, < 6 => 1, < 9 => 2, _ => 3 };
        for (var tag = 0; tag < tags; tag++)
            post.Append('#').Append(words == Others ? Others[random.Next(Others.Length)] : "tag").Append(Zipf(random)).Append(' ');
        while (Encoding.UTF8.GetByteCount(post.ToString()) < 126)
            post.Append(words[random.Next(words.Length)]).Append(' ');
        post[^1] = '\n';
        return post.ToString();
    }

    // The continuous approximation of Zipf's law with exponent 1: ranks are equally likely on a logarithmic scale.
    private static int Zipf(Random random) => (int)Math.Pow(DistinctTags, random.NextDouble());
}
