using System.Collections.Concurrent;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>
/// Writes some views at once, because that takes longer than counting. Owns the writers, each with a database of its own, and
/// that none is at work when it is disposed; how many views are begun, and in which order they count, is the caller's.
/// </summary>
internal sealed class ViewWriters(string folder) : IDisposable
{
    /// <summary>So many views at once are enough: each holds the counts of a segment.</summary>
    public static readonly int Most = Math.Min(4, Environment.ProcessorCount);

    private readonly ConcurrentBag<CountDatabase> _idle = [];
    private readonly List<Task> _begun = [];

    /// <inheritdoc cref="ViewWriter.Write"/>
    public Task<View> Begin(long first, long next, long? before, PostFold counts)
    {
        // Not on a thread of the pool, where short work would wait for it.
        var writing = Task.Factory.StartNew(() => Write(first, next, before, counts), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _begun.RemoveAll(task => task.IsCompletedSuccessfully);
        _begun.Add(writing);
        return writing;
    }

    public void Dispose()
    {
        // What failed is told by the one that was waited for.
        Task.WhenAll(_begun).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Wait();
        foreach (var database in _idle)
            database.Dispose();
    }

    private View Write(long first, long next, long? before, PostFold counts)
    {
        if (!_idle.TryTake(out var database))
            database = CountDatabase.Open(threads: 1);
        try
        {
            return new ViewWriter(folder, database).Write(first, next, before, counts);
        }
        finally
        {
            _idle.Add(database);
        }
    }
}
