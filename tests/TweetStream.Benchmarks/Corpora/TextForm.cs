using TweetStream.Benchmarks.Contenders;

namespace TweetStream.Benchmarks.Corpora;

/// <summary>The text alone.</summary>
internal sealed class TextForm : PostForm
{
    public override string Name => "text";

    public override bool HasTime => false;

    public override string Line(Draft draft) => draft.Text;

    // The coarsest clock is the cheapest, and windows need no finer one.
    public override TaggedPost Read(string line, Func<string, IReadOnlyList<string>> tags) => new(Environment.TickCount64, tags(line));
}
