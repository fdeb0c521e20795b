using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TweetStream.Counter.Counting;
using TweetStream.Wire;

namespace TweetStream.Counter.Feeds;

/// <summary>
/// Reads a TCP socket: the relay's, where it subscribes to posts as JSON, or that of a person or a foreign program, which
/// sends lines and never answers the subscription. Reconnects for ever, unless a closed connection is to end the run, and
/// asks the relay to go on where the counts stand. A lost connection is no end of the input: nothing is flushed and no
/// count is reset.
/// </summary>
/// <param name="options">Whom to connect to, and from where on.</param>
/// <param name="position">The next post wanted; asked only while no batch is being counted.</param>
/// <param name="clock">Stamps what comes.</param>
/// <param name="time">Measures waits.</param>
/// <param name="log">Hears of connections.</param>
internal sealed partial class SocketFeed(CountOptions options, Func<ArchivePosition?> position, ArrivalClock clock, TimeProvider time, ILogger<SocketFeed> log) : Feed
{
    private readonly Dialer _dialer = new(options);
    private readonly LineBuffer _lines = new(options.MaxLineBytes);
    private bool _isRestored = position() is not null;
    private volatile string? _problem = $"no connection to {options.Input} yet";

    public override string? Problem => _problem;

    protected override void Read(Action<Batch> push, CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2));
        while (!stop.IsCancellationRequested)
        {
            using var link = Connect(push, backoff, stop);
            using var _ = stop.Register(link.Dispose);
            push(new(null, clock.Now));
            var peer = Peer.Unknown;
            var known = position();
            var subscription = Subscription.To(known is null ? options.From : StreamPosition.At(known.Offset)) with { Archive = known?.Archive, Token = options.Token };
            var answer = new AwaitedAnswer(subscription, _lines, isFromRelay: known is not null, link.Dialled, time);
            try
            {
                link.Write(subscription.ToLine());
                ReadConnection(link, push, backoff, answer, ref peer);
            }
            catch (IOException failure) when (failure is not FeedException && !stop.IsCancellationRequested)
            {
                LogLost(options.Input, ReasonOf(failure));
            }

            _problem = $"the connection to {options.Input} was lost";

            if (stop.IsCancellationRequested)
                return;
            Finish(push, peer, answer);
            if (options.Once)
                return;
            LogClosed(options.Input);
            Wait(backoff, stop);
        }
    }

    private Link Connect(Action<Batch> push, Backoff backoff, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var link = _dialer.Dial(time, stop);
                LogConnected(options.Input);
                return link;
            }
            catch (Exception failure) when (failure is SocketException or IOException and not FeedException)
            {
                _problem = $"no connection to {options.Input}: {ReasonOf(failure)}";
                if (backoff.Attempts == 0)
                    LogWaiting(options.Input, ReasonOf(failure));
                push(new(null, clock.Now) { Notice = $"waiting for {options.Input}" });
                Wait(backoff, stop);
            }
        }
    }

    private void ReadConnection(Link link, Action<Batch> push, Backoff backoff, AwaitedAnswer answer, ref Peer peer)
    {
        Func<TimeSpan?> patience = () => answer.Wait;
        while (true)
        {
            if (peer == Peer.Unknown && !link.Wait(patience, time))
                Begin(push, ref peer, null, answer.Subscription);
            var read = link.Read(_lines.Free.Span);
            if (read == 0)
                return;

            // Not when it connects: a server that is full accepts and closes at once.
            backoff.Reset();
            _lines.Commit(read);
            if (peer == Peer.Unknown)
            {
                var acceptance = answer.Look(options.Input);
                if (acceptance is null && !answer.IsRuledOut)
                    continue;
                Begin(push, ref peer, acceptance, answer.Subscription);
            }
            else
            {
                push(new(_lines, clock.Now));
            }
        }
    }

    private void Begin(Action<Batch> push, ref Peer peer, Acceptance? acceptance, Subscription asked)
    {
        peer = acceptance is null ? Peer.Foreign : Peer.Relay;
        var connection = Connection.Foreign;
        if (acceptance is not null)
        {
            if (_isRestored && asked.Archive != acceptance.Archive)
                throw new FeedException(OtherArchive(asked, acceptance));
            connection = new() { Position = new(acceptance.Archive, acceptance.Next), Asked = asked.From.Offset, Last = acceptance.Last };
            LogAccepted(options.Input, acceptance);
        }

        _isRestored = false;
        _problem = null;
        push(new(null, clock.Now) { Connection = connection });
        push(new(_lines, clock.Now));
    }

    private string OtherArchive(Subscription asked, Acceptance acceptance) => options.StateFolder is { } folder
        ? $"{options.Input} has the archive {acceptance.Archive}, and --state {folder} goes on in the archive {asked.Archive}; give another DIR to begin anew"
        : $"{options.Input} has the archive {acceptance.Archive} now, and the counts go on in the archive {asked.Archive}";

    // The relay ends every line, so that what is left of its last one was torn by the loss. Others may end without one.
    private void Finish(Action<Batch> push, Peer peer, AwaitedAnswer answer)
    {
        if (peer == Peer.Unknown && answer.LeftOut > 0)
            LogLeftOut(answer.LeftOut, options.Input);
        if (peer == Peer.Unknown && answer.IsRestOfRelay)
            _lines.Reset();
        if (peer == Peer.Relay && _lines.HasPartialLine)
            LogTorn(options.Input);
        if (peer == Peer.Unknown && _lines.Unread > 0)
            push(new(null, clock.Now) { Connection = Connection.Foreign });
        if (peer != Peer.Relay)
            push(new(_lines, clock.Now) { IsLast = true });
        _lines.Reset();
        if (!options.Once)
            push(new(null, clock.Now) { Connection = Connection.Lost, Notice = $"connection to {options.Input} lost" });
    }

    private void Wait(Backoff backoff, CancellationToken stop) => Task.Delay(backoff.Next(), time, stop).GetAwaiter().GetResult();

    private static string ReasonOf(Exception failure) =>
        (failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode.ToString() ?? failure.Message;

    [LoggerMessage(LogLevel.Information, "Connected to {Input}.")]
    private partial void LogConnected(CountInput input);

    [LoggerMessage(LogLevel.Information, "Waiting for {Input} ({Reason}).")]
    private partial void LogWaiting(CountInput input, string reason);

    [LoggerMessage(LogLevel.Debug, "Subscribed to {Input}: {Answer}.")]
    private partial void LogAccepted(CountInput input, Acceptance answer);

    [LoggerMessage(LogLevel.Information, "The connection to {Input} was closed; connecting again.")]
    private partial void LogClosed(CountInput input);

    [LoggerMessage(LogLevel.Warning, "The connection to {Input} was lost ({Reason}).")]
    private partial void LogLost(CountInput input, string reason);

    [LoggerMessage(LogLevel.Warning, "The last line from {Input} was cut off by the end of the connection and left out.")]
    private partial void LogTorn(CountInput input);

    [LoggerMessage(LogLevel.Warning, "{Lines} lines of text from {Input} came before its answer, which never came, and were left out: a relay gives them again.")]
    private partial void LogLeftOut(long lines, CountInput input);

    private enum Peer
    {
        Unknown,
        Relay,
        Foreign,
    }
}
