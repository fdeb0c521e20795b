using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// Draws each snapshot into a PNG file. A picture that cannot be written is logged and does not stop the counting.
/// </summary>
internal sealed partial class Picture(string path, ChartOptions options, TimeProvider time, Action<TimeSpan> drawn, ILogger<Picture> log) : SlowViewer
{
    private volatile string? _failure;

    public override string? Failure => _failure;

    protected override async Task ShowAsync(IAsyncEnumerable<Snapshot> newest)
    {
        using var renderer = new ChartRenderer();
        await foreach (var snapshot in newest)
        {
            var begun = time.GetTimestamp();
            try
            {
                ChartFile.Write(path, renderer.Render(snapshot, options with { Notice = snapshot.Notice }, time.GetUtcNow()));
                _failure = null;
                drawn(time.GetElapsedTime(begun));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _failure = $"the picture is not written: {failure.Message}";
                LogNotWritten(failure.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The picture was not written: {Reason}")]
    private partial void LogNotWritten(string reason);
}
