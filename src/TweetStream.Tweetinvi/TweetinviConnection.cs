using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Tweetinvi;
using Tweetinvi.Core.Helpers;
using Tweetinvi.Core.Web;
using Tweetinvi.Models;
using Tweetinvi.Parameters.V2;

namespace TweetStream.Tweetinvi;

/// <summary>
/// Opens X's filtered stream by Tweetinvi and gives its lines on as they came. Owns what keeps the library in check: one
/// request for each stream, and a read that can be ended. When to connect again, rules, credentials and errors are the
/// source's, as without the library.
/// </summary>
/// <remarks>
/// Left alone, Tweetinvi 5.0.4 takes the body of an error for posts, asks again at once and without end where a stream ends,
/// and disposes its reader under a running read when it is stopped.
/// </remarks>
public static class TweetinviConnection
{
    // More than any line: a pipe that is full and holds no whole line would wait for ever.
    private const int MostBytesWaiting = 4 * 1024 * 1024;

    /// <inheritdoc cref="Relay.Sources.X.XStreamOpener"/>
    public static async Task<Stream> OpenAsync(string pathAndQuery, HttpMessageHandler handler, CancellationToken stop)
    {
        var lines = new Pipe(new PipeOptions(pauseWriterThreshold: MostBytesWaiting, resumeWriterThreshold: MostBytesWaiting / 2, useSynchronizationContext: false));
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Without the token: a pump that never began would open nothing and fail nothing.
        _ = Task.Run(() => PumpAsync(new SingleRequest(handler, pathAndQuery, opened, stop), lines.Writer, opened, stop), CancellationToken.None);
        await opened.Task;
        return lines.Reader.AsStream();
    }

    private static async Task PumpAsync(SingleRequest request, PipeWriter lines, TaskCompletionSource opened, CancellationToken stop)
    {
        Exception? end = null;
        try
        {
            var parameters = new TwitterClientParameters();
            parameters.BeforeRegistrationCompletes += (_, registration) =>
                registration.TweetinviContainer.RegisterInstance(typeof(IHttpClientWebHelper), new WebHelper(request));
            // The handler knows the token; the library only wants one to be there.
            var stream = new TwitterClient(new TwitterCredentials { BearerToken = "held-by-the-handler" }, parameters).StreamsV2.CreateFilteredStream();
            // Raised on the reading thread, between two reads: waiting here holds the library, and through it the network.
            stream.EventReceived += (_, received) =>
            {
                lines.Write(Encoding.UTF8.GetBytes(received.Json + "\n"));
                lines.FlushAsync(stop).AsTask().GetAwaiter().GetResult();
            };
            await stream.StartAsync(new StartFilteredStreamV2Parameters().WithNoFields());
        }
        catch (EndOfStreamException)
        {
            // The only request has had its answer.
        }
        catch (Exception failure)
        {
            // Whatever it is, it ends this stream, and whoever reads it gets to know.
            end = stop.IsCancellationRequested ? new OperationCanceledException(failure.Message, failure, stop) : failure;
        }

        opened.TrySetException(end ?? new EndOfStreamException("the library asked for nothing"));
        await lines.CompleteAsync(end);
    }

    /// <summary>The library makes and disposes a client for each request; the handler outlives them.</summary>
    private sealed class WebHelper(HttpMessageHandler handler) : IHttpClientWebHelper
    {
        public HttpClient GetHttpClient(ITwitterQuery twitterQuery, ITwitterClientHandler? twitterHandler = null) =>
            new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

        public Task<HttpResponseMessage> GetHttpResponseAsync(ITwitterQuery twitterQuery, ITwitterClientHandler? handler = null) =>
            throw new NotSupportedException("The stream is all that the library is for.");
    }
}
