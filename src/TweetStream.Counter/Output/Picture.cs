using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// Draws each snapshot into a PNG file, off the counting path: while a picture is being drawn only the newest snapshot
/// waits, those between are skipped. A picture that cannot be written is logged and does not stop the counting.
/// </summary>
internal sealed partial class Picture : IObserver<Snapshot>
{
    private readonly Channel<Snapshot> _newest = Channel.CreateBounded<Snapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly string _path;
    private readonly ChartOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Picture> _log;

    public Picture(string path, ChartOptions options, TimeProvider time, ILogger<Picture> log)
    {
        (_path, _options, _time, _log) = (path, options, time, log);
        Drawn = Task.Run(DrawAsync);
    }

    /// <summary>Completes when the last snapshot is on disk.</summary>
    public Task Drawn { get; }

    public void OnNext(Snapshot snapshot) => _newest.Writer.TryWrite(snapshot);

    public void OnCompleted() => _newest.Writer.TryComplete();

    public void OnError(Exception error) => _newest.Writer.TryComplete();

    private async Task DrawAsync()
    {
        using var renderer = new ChartRenderer();
        await foreach (var snapshot in _newest.Reader.ReadAllAsync())
        {
            try
            {
                ChartFile.Write(_path, renderer.Render(snapshot, _options with { Notice = snapshot.Notice }, _time.GetUtcNow()));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogNotWritten(failure.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The picture was not written: {Reason}")]
    private partial void LogNotWritten(string reason);
}
