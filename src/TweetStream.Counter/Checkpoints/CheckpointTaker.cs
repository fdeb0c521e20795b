using Microsoft.Extensions.Logging;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Output;

namespace TweetStream.Counter.Checkpoints;

/// <summary>
/// Takes checkpoints: makes the bytes on the counting thread, between two posts, and writes them off it. While one is being
/// written the next is skipped, save those that must be there. Results reach the disk before the checkpoint that covers them. Not for use
/// by two threads at once.
/// </summary>
internal sealed partial class CheckpointTaker(StateFolder folder, CountOptions options, PostCounter counter, ResultFile? results, TimeProvider time, ILogger<CheckpointTaker> log) : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private Task _writing = Task.CompletedTask;
    private bool _isLast;
    private long _writtenAt;
    private volatile bool _hasWritten;

    /// <summary>Why the newest one could not be written; null where it was.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>How long ago the newest one was written; null before the first of this run. May be read by any thread.</summary>
    public TimeSpan? Age => _hasWritten ? time.GetElapsedTime(Volatile.Read(ref _writtenAt)) : null;

    /// <summary>Takes one, unless one is being written.</summary>
    public void Take()
    {
        if (!_writing.IsCompleted || _isLast)
            return;
        try
        {
            Checkpoint.Write(_bytes, options, results?.Length ?? ResultLength.None, counter);
            _writing = Task.Run(Write);
        }
        catch (IOException tooLong)
        {
            Fail(tooLong);
        }
    }

    /// <summary>
    /// Takes one in any case and returns when it is written or has failed, as where it is the first to know the position: after
    /// a kill, results that are older than the first checkpoint would be written again.
    /// </summary>
    public void TakeNow()
    {
        _writing.GetAwaiter().GetResult();
        Take();
        _writing.GetAwaiter().GetResult();
    }

    /// <summary>Takes the last one, unless it was taken already, and returns when it is written or has failed.</summary>
    public void TakeLast()
    {
        TakeNow();
        _isLast = true;
    }

    /// <summary>Returns when nothing is being written any more.</summary>
    public void Dispose()
    {
        _writing.GetAwaiter().GetResult();
        _bytes.Dispose();
    }

    private void Write()
    {
        try
        {
            results?.Sync();
            folder.Write(_bytes.GetBuffer().AsMemory(0, (int)_bytes.Length));
            Failure = null;
            Volatile.Write(ref _writtenAt, time.GetTimestamp());
            _hasWritten = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure);
        }
    }

    private void Fail(Exception failure)
    {
        // Once, not at every slide of a night with a full disk.
        if (Failure is null)
            LogNotWritten(failure.Message);
        Failure = failure;
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint was not written, the counting goes on: {Reason}")]
    private partial void LogNotWritten(string reason);
}
