using Microsoft.Extensions.Logging;
using TweetStream.Charts;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// Draws each snapshot into a PNG file. A picture that cannot be written is logged and does not stop the counting.
/// </summary>
internal sealed partial class Picture(string path, ChartOptions options, TimeProvider time, ILogger<Picture> log) : SlowViewer
{
    protected override async Task ShowAsync(IAsyncEnumerable<Snapshot> newest)
    {
        using var renderer = new ChartRenderer();
        await foreach (var snapshot in newest)
        {
            try
            {
                ChartFile.Write(path, renderer.Render(snapshot, options with { Notice = snapshot.Notice }, time.GetUtcNow()));
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
