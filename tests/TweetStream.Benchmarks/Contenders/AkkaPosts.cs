using Akka.Actor;
using Akka.Configuration;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace TweetStream.Benchmarks.Contenders;

/// <summary>Akka.Streams with a post as its element, in one fused graph. Owns the actors below it, which outlast a run.</summary>
internal sealed class AkkaPosts : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("benchmark", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
    private readonly ActorMaterializer _materializer;

    public AkkaPosts()
    {
        _materializer = _system.Materializer();
        Contender = new("Akka.Streams", 1, "`Select`, `StatefulSelectMany` over each line; tags and counts as ReadLine, Regex, Dictionary", Count);
    }

    public Contender Contender { get; }

    public void Dispose()
    {
        _materializer.Dispose();
        _system.Terminate().GetAwaiter().GetResult();
        _system.Dispose();
    }

    private List<ClosedWindow> Count(int port, Func<string, TaggedPost> read)
    {
        var panes = new DictionaryPanes();
        var windows = new List<ClosedWindow>();
        Source.From(Connection.LinesOf(port))
            .Select(read)
            .StatefulSelectMany(() => (Func<TaggedPost, IEnumerable<ClosedWindow>>)panes.Add)
            .RunForeach(windows.Add, _materializer)
            .GetAwaiter().GetResult();
        return [.. windows, .. panes.End()];
    }
}
