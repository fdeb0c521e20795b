using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>
/// Whether all count the same, without which it would mean nothing that one is faster: the ten first tags of each window
/// of each exact contender are those of our counter, on posts that come slowly enough for many windows. Takes no times.
/// </summary>
internal static class Agreement
{
    private const int CorpusBytes = 8_000_000;
    private const int PostsPerSecond = 50;

    /// <exception cref="InvalidDataException">They do not.</exception>
    public static void Run(Effort effort)
    {
        using var field = new Field();
        foreach (var form in PostForm.All)
        {
            var corpus = Corpus.Of(form, CorpusBytes, postsPerSecond: PostsPerSecond);
            using var feed = new Loopback(corpus.Bytes);
            var expected = Expected(form, corpus);
            // Our own connection stamps text with the real clock, which nobody can repeat.
            var compared = field.All.Where(contender => contender.IsExact && (form.HasTime || contender != OurCounter.Contender)).ToList();
            foreach (var contender in compared)
                Compare($"{contender.Name} on {form.Name}", contender.Read(feed.Port, Reading(form, contender)), expected);
            Table.Text($"On {corpus.Posts:N0} posts as {form.Name} the top ten of {expected.Count} windows are the same for {compared.Count} contenders.");
        }
    }

    // Text does not say when it was made: the time that it comes at is made up here as it is for the contenders.
    private static List<ClosedWindow> Expected(PostForm form, Corpus corpus)
    {
        var counter = new MemoryCounter(MemoryCounter.Options);
        var bytes = corpus.Bytes.Span;
        for (var post = 0; !bytes.IsEmpty; post++)
        {
            var length = bytes.IndexOf((byte)'\n') + 1;
            counter.Add(bytes[..length], form.HasTime ? Corpus.LongAfter : TimeOf(post));
            bytes = bytes[length..];
        }

        counter.End();
        return counter.Results.ConvertAll(OurCounter.WindowOf);
    }

    private static Func<string, TaggedPost> Reading(PostForm form, Contender contender)
    {
        var post = 0;
        return line =>
        {
            var read = form.Read(line, contender.Tags);
            return form.HasTime ? read : read with { Time = TimeOf(post++) };
        };
    }

    private static long TimeOf(int post) => post * 1000L / PostsPerSecond;

    private static void Compare(string who, IReadOnlyList<ClosedWindow> windows, List<ClosedWindow> expected)
    {
        if (windows.Count != expected.Count)
            throw new InvalidDataException(FormattableString.Invariant($"{who}: {windows.Count} windows instead of {expected.Count}"));
        foreach (var (window, ours) in windows.Zip(expected))
        {
            if (window.End != ours.End || !window.Top.SequenceEqual(ours.Top))
                throw new InvalidDataException(FormattableString.Invariant($"{who}: the window that ends at {window.End} has {Told(window)}, ours that ends at {ours.End} {Told(ours)}"));
        }
    }

    private static string Told(ClosedWindow window) => string.Join(' ', window.Top);
}
