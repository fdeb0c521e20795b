using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>Writes each result of a run where it belongs; what is only there to be looked at is left out.</summary>
internal abstract class ResultOutput : IObserver<Snapshot>
{
    public void OnNext(Snapshot snapshot)
    {
        if (snapshot.IsResult)
            Write(snapshot);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    protected abstract void Write(Snapshot snapshot);
}
