using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;

namespace TweetStream.Benchmarks.Sections;

/// <summary>What our counter allocates for a post: while most tags are new to it, and when it knows all of them.</summary>
internal static class Allocations
{
    private const int Parts = 10;
    private const long Year = 365L * 24 * 60 * 60 * 1000;

    public static void Run(Effort effort)
    {
        Table.Text($"\nAllocation of our counter, from memory, in one window: the same posts twice");
        Table.Head("posts", "B a post, tags new", "B a post, tags known");
        foreach (var form in PostForm.All)
        {
            var corpus = Corpus.Of(form, effort.CorpusBytes / Parts);
            var counter = new MemoryCounter(MemoryCounter.Options with { Windows = new(Year, Year) });
            var isNew = AllocatedPerPost(counter, corpus);
            Table.Row($"{form.Name}", $"{isNew:0.00}", $"{AllocatedPerPost(counter, corpus):0.00}");
        }
    }

    private static double AllocatedPerPost(MemoryCounter counter, Corpus corpus)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        counter.Add(corpus.Bytes.Span, Corpus.LongAfter);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)corpus.Posts;
    }
}
