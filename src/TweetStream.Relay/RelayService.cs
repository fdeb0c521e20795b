using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Health;
using TweetStream.Relay.Broadcasting;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;
using TweetStream.Wire;

namespace TweetStream.Relay;

/// <summary>
/// The relay as a service: sources, sink, log, broadcaster and listeners put together. Owns the order of starting and ending,
/// and ends the host when every source has come to its end and the clients have what they were sent; leaves everything
/// in between to its parts.
/// </summary>
public sealed partial class RelayService : BackgroundService
{
    private static readonly TimeSpan MaintenanceInterval = TimeSpan.FromSeconds(1);

    /// <summary>A disk may take its time; one that takes so long holds up every client.</summary>
    private static readonly TimeSpan LongestMaintenance = TimeSpan.FromSeconds(15);
    private readonly RelayOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<RelayService> _logger;
    private readonly DeadLetters? _letters;
    private readonly SourceTally _tally;
    private readonly PostLog _log;
    private readonly Broadcaster _broadcaster;
    private readonly PostSink _sink;
    private readonly SourceFactory _factory;
    private readonly List<(Listener Listener, OpenStream Open)> _listeners = [];
    private readonly TaskCompletionSource<IPEndPoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<PostSource> _sources = [];
    private SourceMemory? _memory;
    private long _maintainedAt;
    private volatile bool _isAccepting;

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RelayService(RelayOptions options, TimeProvider time, IHostApplicationLifetime lifetime, IMeterFactory meters, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _time, _lifetime) = (options, time, lifetime);
        _logger = loggers.CreateLogger<RelayService>();
        _letters = options.DeadLetterFile is { } file ? new(file) : null;
        _tally = new(_letters, time);
        _log = new(options.Archive, time, loggers.CreateLogger<PostLog>());
        _broadcaster = new(options, _log, time, loggers.CreateLogger<Broadcaster>());
        _sink = new(new(options), _broadcaster, time);
        _factory = new(options, _tally, time, loggers.CreateLogger<PostSource>());
        _maintainedAt = time.GetTimestamp();
        RelayMetrics.Show(this, options, meters, time);
    }

    /// <summary>Where the relay listens, with the port that was taken; ready, or failed as the service did, when that has started.</summary>
    public Task<IPEndPoint> Listening => _listening.Task;

    /// <summary>What has been done so far; may be read at any time.</summary>
    public RelayCounts Counts
    {
        get
        {
            var clients = _broadcaster.Clients;
            return new()
            {
                Sources = [.. _sources.Select(source => source.Counts)],
                Control = _tally.Control,
                Malformed = _tally.Malformed,
                Oversized = _tally.Oversized,
                Clients = clients.Now,
                TextClients = clients.Text,
                Subscribers = clients.Subscribers,
                WaitingBytes = clients.WaitingBytes,
                ClientsTotal = clients.Total,
                SlowClients = clients.Slow,
                Unarchived = _log.Unarchived,
            };
        }
    }

    /// <summary>What each source is doing; may be read at any time.</summary>
    public IReadOnlyList<SourceStatus> Sources => [.. _sources.Select(source => source.Status)];

    /// <summary>Why posts go unarchived although there is an archive; null while they do not.</summary>
    public string? ArchivePausedFor => _log.PausedFor;

    /// <summary>What is wrong; may be read at any time, and waits for nothing that a disk or a client could hold up.</summary>
    public HealthState Health
    {
        get
        {
            var silence = _time.GetElapsedTime(Volatile.Read(ref _maintainedAt));
            return new(
                silence < LongestMaintenance ? [] : [string.Create(CultureInfo.InvariantCulture, $"nothing is sent or archived: what is due every second has not been done for {silence.TotalSeconds:0} s")],
                [.. Unready()]);
        }
    }

    /// <summary>Why the first source that failed did so; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <exception cref="RecordingException">A recording cannot be read.</exception>
    /// <exception cref="SourceRefusedException">A network's credentials are missing.</exception>
    /// <exception cref="RelayException">An address cannot be listened on, or a certificate not be used.</exception>
    /// <exception cref="ArchiveException">The archive is in use, damaged, or not to be written.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _sources = [.. _options.Sources.Select(_factory.Create)];
            foreach (var address in _options.Listen)
                _listeners.Add((Bind(address), OpenPlain));
            if (_options.Tls is { } tls)
                _listeners.Add((Bind(tls.Listen), new Tls(tls).OpenAsync));
            _log.Open();
            RestoreSources();
        }
        catch (Exception failure)
        {
            _listening.TrySetException(failure);
            throw;
        }

        foreach (var (listener, open) in _listeners)
        {
            LogListening(listener.Address, open == OpenPlain ? "" : " (TLS)");
            if (!IPAddress.IsLoopback(listener.Address.Address) && _options.Token is null)
                LogOpenToOthers(listener.Address);
            else if (!IPAddress.IsLoopback(listener.Address.Address) && open == OpenPlain)
                LogNotEncrypted(listener.Address);
        }

        _listening.TrySetResult(_listeners[0].Listener.Address);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listeners.ForEach(l => l.Listener.Dispose());
        foreach (var source in _sources.OfType<IDisposable>())
            source.Dispose();
        _letters?.Dispose();
        _log.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var acceptance = new CancellationTokenSource();
        var accepting = _listeners.Select(l => l.Listener.AcceptAsync(socket => _ = _broadcaster.ServeAsync(socket, l.Open), ArchiveReaders, acceptance.Token)).ToList();
        using var maintenance = _time.CreateTimer(_ => Maintain(), null, MaintenanceInterval, MaintenanceInterval);
        _isAccepting = true;
        try
        {
            await WaitForClientsAsync(stoppingToken);
            await RunSourcesAsync(stoppingToken);
            await StopAcceptingAsync();
            await _broadcaster.FinishAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await StopAcceptingAsync();
            await _broadcaster.StopAsync();
            await maintenance.DisposeAsync();
            _log.Dispose();
            _memory?.Close();
            _lifetime.StopApplication();
        }

        async Task StopAcceptingAsync()
        {
            _isAccepting = false;
            await acceptance.CancelAsync();
            await Task.WhenAll(accepting);
            _listeners.ForEach(l => l.Listener.Dispose());
        }
    }

    private void RestoreSources()
    {
        LiveSource[] live = [.. _sources.OfType<LiveSource>()];
        if (live.Length == 0 || _options.Archive is not { } archive)
            return;
        _memory = new(live, archive.Folder, _time, _logger);
        _memory.Restore(_log, _sink.Seen);
    }

    private void Maintain()
    {
        _broadcaster.Maintain();
        _memory?.Maintain();
        Volatile.Write(ref _maintainedAt, _time.GetTimestamp());
    }

    private IEnumerable<string> Unready()
    {
        if (!_isAccepting)
            yield return "no client is accepted: the relay is starting or ending";
        if (ArchivePausedFor is { } reason)
            yield return $"posts are relayed and not archived: {reason}";
        foreach (var source in Sources)
        {
            if (source.Phase == SourcePhase.Connecting)
                yield return $"source {source.Source} is not connected yet";
            else if (source.Phase is SourcePhase.Waiting or SourcePhase.Failed)
                yield return $"source {source.Source} {(source.Phase == SourcePhase.Failed ? "failed" : "is not connected")}: {source.Words}";
        }
    }

    // Any client may be one that reads the archive, for which it opens a file.
    private int ArchiveReaders() => _options.Archive is null ? 0 : _broadcaster.ClientCount;

    private Listener Bind(IPEndPoint address) => Listener.Bind(address, _options.AnyPortIfTaken, _options.ClientTimeout, _time, _logger);

    internal static Task<Stream> OpenPlain(Socket socket, CancellationToken stop) => Task.FromResult<Stream>(new NetworkStream(socket, ownsSocket: false));

    private async Task WaitForClientsAsync(CancellationToken stop)
    {
        var wanted = _options.WaitForClients ?? (_sources.All(s => s.IsFinite) ? 1 : 0);
        if (wanted == 0)
            return;
        LogWaiting(wanted);
        await _broadcaster.WaitForClientsAsync(wanted, stop);
    }

    private async Task RunSourcesAsync(CancellationToken stop)
    {
        if (!_options.InTurn)
        {
            await Task.WhenAll(_sources.Select(source => Task.Run(() => RunAsync(source, stop), stop)));
            return;
        }

        foreach (var source in _sources)
            await RunAsync(source, stop);
    }

    // A source that fails ends like one that has no more; the others go on.
    private async Task RunAsync(PostSource source, CancellationToken stop)
    {
        LogSourceStarted(source.Name);
        source.Started();
        try
        {
            await source.RunAsync(_sink, stop);
            source.Ended(null);
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && stop.IsCancellationRequested))
        {
            source.Ended(failure);
            Failure ??= failure;
            LogSourceFailed(source.Name, failure.Message);
        }
        finally
        {
            _sink.Flush();
            var (own, all) = (source.Counts, Counts);
            LogSourceEnded(source.Name, own.Passed, own.FilteredOut, own.Duplicates, all.Control, all.Malformed, all.Oversized);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}{Kind}")]
    private partial void LogListening(IPEndPoint address, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} can be reached from other machines: whoever connects reads the posts")]
    private partial void LogOpenToOthers(IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} can be reached from other machines and is not encrypted: whoever is on the way reads posts and token")]
    private partial void LogNotEncrypted(IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for {Clients} client(s) to connect")]
    private partial void LogWaiting(int clients);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source} started")]
    private partial void LogSourceStarted(string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source} failed: {Reason}")]
    private partial void LogSourceFailed(string source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Source {Source} ended; {Posts} posts passed, {FilteredOut} filtered out, {Duplicates} duplicates; of all sources {Control} control messages, {Malformed} malformed, {Oversized} oversized")]
    private partial void LogSourceEnded(string source, long posts, long filteredOut, long duplicates, long control, long malformed, long oversized);
}
