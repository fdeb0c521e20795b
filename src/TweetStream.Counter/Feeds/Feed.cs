using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using TweetStream.Counter.Counting;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// Reads an input on a thread of its own, block by block, and pushes the lines. Owns the connection and the framing;
/// leaves what a line means to whoever takes the batches. Completes at the end of the input, fails where it cannot be read.
/// </summary>
internal abstract class Feed
{
    /// <summary>Why nothing can come for now, for a person; null while something can. May be read by any thread.</summary>
    public virtual string? Problem => null;

    /// <param name="options">What is read.</param>
    /// <param name="position">The next post wanted of a relay; asked only while no batch is being looked at.</param>
    /// <param name="clock">Stamps what comes.</param>
    /// <param name="time">Measures waits.</param>
    /// <param name="logs">Hear of connections.</param>
    public static Feed Open(CountOptions options, Func<ArchivePosition?> position, ArrivalClock clock, TimeProvider time, ILoggerFactory logs) => options.Input switch
    {
        { Host: not null } => new SocketFeed(options, position, clock, time, logs.CreateLogger<SocketFeed>()),
        { File: { } file } => new StreamFeed(new Recording(file), options, clock),
        _ => new StreamFeed(null, options, clock),
    };

    public IObservable<Batch> Batches() => Observable.Create<Batch>(observer =>
    {
        var stop = new CancellationDisposable();
        new Thread(() => Run(observer, stop.Token)) { IsBackground = true, Name = "feed" }.Start();
        return stop;
    });

    /// <summary>Pushes batches until the input ends or <paramref name="stop"/> is set.</summary>
    protected abstract void Read(Action<Batch> push, CancellationToken stop);

    private void Run(IObserver<Batch> observer, CancellationToken stop)
    {
        try
        {
            Read(observer.OnNext, stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            observer.OnError(failure);
            return;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // A read that the stop cut short is a normal ending.
        }

        observer.OnCompleted();
    }
}
