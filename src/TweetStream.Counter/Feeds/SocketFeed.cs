using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TweetStream.Counter.Counting;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// Reads a TCP socket: the relay's, where it subscribes to posts as JSON, or that of a person or a foreign program, which
/// sends lines and never answers the subscription. Reconnects for ever, unless a closed connection is to end the run.
/// A lost connection is no end of the input: nothing is flushed and no count is reset.
/// </summary>
internal sealed partial class SocketFeed(CountOptions options, ArrivalClock clock, TimeProvider time, ILogger<SocketFeed> log) : Feed
{
    private readonly LineBuffer _lines = new(options.MaxLineBytes);

    protected override void Read(Action<Batch> push, CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
        while (!stop.IsCancellationRequested)
        {
            using var socket = Connect(push, backoff, stop);
            using var _ = stop.Register(socket.Dispose);
            push(new(null, clock.Now));
            var isRelay = false;
            try
            {
                ReadConnection(socket, push, backoff, ref isRelay);
            }
            catch (SocketException failure) when (!stop.IsCancellationRequested)
            {
                LogLost(options.Input, failure.SocketErrorCode);
            }

            if (stop.IsCancellationRequested)
                return;
            Finish(push, isRelay);
            if (options.Once)
                return;
            LogClosed(options.Input);
            Wait(backoff, stop);
        }
    }

    private Socket Connect(Action<Batch> push, Backoff backoff, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.ConnectAsync(options.Input.Host!, options.Input.Port, stop).AsTask().GetAwaiter().GetResult();
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.ReceiveBufferSize = 1024 * 1024;
                LogConnected(options.Input);
                return socket;
            }
            catch (SocketException failure)
            {
                socket.Dispose();
                if (backoff.Attempts == 0)
                    LogWaiting(options.Input, failure.SocketErrorCode);
                push(new(null, clock.Now) { Notice = $"waiting for {options.Input}" });
                Wait(backoff, stop);
            }
        }
    }

    private void ReadConnection(Socket socket, Action<Batch> push, Backoff backoff, ref bool isRelay)
    {
        var subscription = Subscription.To(StreamPosition.Latest);
        socket.Send(subscription.ToLine());
        var awaitsAnswer = true;
        var received = 0L;
        while (true)
        {
            var read = socket.Receive(_lines.Free.Span);
            if (read == 0)
                return;
            // Not when it connects: a server that is full accepts and closes at once.
            backoff.Reset();
            _lines.Commit(read);
            received += read;
            if (awaitsAnswer)
            {
                // The relay's first line is its answer; any other first line comes from a person or a foreign program.
                if (!_lines.TryPeek(out var first) && received < Subscription.MaxLineBytes)
                    continue;
                awaitsAnswer = false;
                isRelay = subscription.IsAcceptedBy(first, out _);
                if (isRelay)
                    _lines.TryRead(out first);
            }

            push(new(_lines, clock.Now));
        }
    }

    // The relay ends every line, so that what is left of its last one was torn by the loss. Others may end without one.
    private void Finish(Action<Batch> push, bool isRelay)
    {
        if (isRelay && _lines.HasPartialLine)
            LogTorn(options.Input);
        else if (!isRelay)
            push(new(_lines, clock.Now) { IsLast = true });
        _lines.Reset();
        if (!options.Once)
            push(new(null, clock.Now) { Notice = $"connection to {options.Input} lost" });
    }

    private void Wait(Backoff backoff, CancellationToken stop) => Task.Delay(backoff.Next(), time, stop).GetAwaiter().GetResult();

    [LoggerMessage(LogLevel.Information, "Connected to {Input}.")]
    private partial void LogConnected(CountInput input);

    [LoggerMessage(LogLevel.Information, "Waiting for {Input} ({Reason}).")]
    private partial void LogWaiting(CountInput input, SocketError reason);

    [LoggerMessage(LogLevel.Information, "The connection to {Input} was closed; connecting again.")]
    private partial void LogClosed(CountInput input);

    [LoggerMessage(LogLevel.Warning, "The connection to {Input} was lost ({Reason}).")]
    private partial void LogLost(CountInput input, SocketError reason);

    [LoggerMessage(LogLevel.Warning, "The last line from {Input} was cut off by the end of the connection and left out.")]
    private partial void LogTorn(CountInput input);
}
