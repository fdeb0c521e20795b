namespace TweetStream.Benchmarks.Contenders;

/// <summary>All who take part, in the order of the tables.</summary>
internal sealed class Field : IDisposable
{
    private readonly AkkaPosts _akka = new();

    public Field() =>
        All = [PlainContenders.RawReader, OurCounter.Contender, PlainContenders.ReadLine, PlainContenders.Loop, PlainContenders.MatchesLoop, RxPosts.Contender, RxWindows.ByBuffer, RxWindows.ByGroups, R3Posts.Contender, _akka.Contender];

    public IReadOnlyList<Contender> All { get; }

    public void Dispose() => _akka.Dispose();
}
