using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Batch.Tail;
using TweetStream.Health;

namespace TweetStream.Batch.Serving;

/// <summary>
/// Answers questions, some at once, from one live tail, which it keeps current while nobody asks. Owns how many; what is
/// wrong with archive or views is told to who asks and in <see cref="Health"/>, and ends nothing.
/// </summary>
public sealed partial class AnswerService : BackgroundService
{
    private readonly ServeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LiveTail _tail;
    private readonly SemaphoreSlim _places;
    private readonly ServeMetrics _metrics;
    private int _asking;
    private string? _trouble = "the archive has not been read yet";

    public AnswerService(ServeOptions options, TimeProvider time, IMeterFactory meters, ILogger<AnswerService> log)
    {
        (_options, _time, _log) = (options, time, log);
        _tail = new(options.Archive, options.Views);
        _places = new(options.MaxAtOnce);
        _metrics = new(meters, _tail);
    }

    /// <summary>What is wrong with it now.</summary>
    public HealthState Health => new([], Volatile.Read(ref _trouble) is { } trouble ? [trouble] : []);

    /// <summary>Answers on another thread, when there is a place.</summary>
    /// <param name="answer">Asks the tail.</param>
    /// <param name="gone">Whoever asked is no longer there.</param>
    /// <exception cref="IOException">It cannot be answered.</exception>
    /// <exception cref="TooManyException">Too many are asking.</exception>
    internal async Task<T> AskAsync<T>(Func<LiveTail, CancellationToken, T> answer, CancellationToken gone)
    {
        var start = _time.GetTimestamp();
        var outcome = Outcome.Failed;
        try
        {
            if (Interlocked.Increment(ref _asking) > _options.MaxAtOnce + _options.MaxWaiting)
                throw new TooManyException();
            await _places.WaitAsync(gone);
            try
            {
                var answered = await Task.Run(() => answer(_tail, gone), gone);
                outcome = Outcome.Answered;
                return answered;
            }
            finally
            {
                _places.Release();
            }
        }
        catch (Exception left) when (left is OperationCanceledException && gone.IsCancellationRequested)
        {
            outcome = Outcome.Left;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
            _metrics.Asked(outcome, _time.GetElapsedTime(start));
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _tail.Dispose();
        _places.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                ReadOn(stoppingToken);
                await Task.Delay(_options.ReadEvery, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A stop is a normal ending: all that is lost is in the archive.
        }
    }

    private void ReadOn(CancellationToken stop)
    {
        var before = _trouble;
        try
        {
            var state = _tail.ReadOn(stop);
            Volatile.Write(ref _trouble, null);
            if (before is not null)
                LogReady(state.Posts, state.InForce.Usable?.Until, state.Until);
        }
        catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
        {
            Volatile.Write(ref _trouble, "questions cannot be answered: " + failure.Message);
            if (_trouble != before)
                LogTrouble(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Ready to answer from {Posts} posts: views up to offset {ViewsUntil}, the archive up to {Until}")]
    private partial void LogReady(long posts, long? viewsUntil, long until);

    [LoggerMessage(LogLevel.Warning, "Questions cannot be answered: {Reason}")]
    private partial void LogTrouble(string reason);
}

/// <summary>More are asking than may wait.</summary>
internal sealed class TooManyException() : Exception("Too many are asking already.");
