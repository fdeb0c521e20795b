using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// A WebSocket to Jetstream. Owns how it is opened, how its death is noticed, and what its end is in words; leaves its
/// messages to the source. A quiet connection whose peer answers pings is alive.
/// </summary>
internal sealed class JetstreamConnection : IDisposable
{
    /// <summary>The connection must stand by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private readonly JetstreamPings _pings;
    private readonly JetstreamMessages _messages;

    private JetstreamConnection(string? subprotocol, int maxMessageBytes, JetstreamPings pings, TimeProvider time)
    {
        _http = new(new UpgradeHandler(time));
        _pings = pings;
        _messages = new(_socket, maxMessageBytes);
        _socket.Options.KeepAliveInterval = pings.Every;
        _socket.Options.KeepAliveTimeout = pings.AnswerWithin;
        _socket.Options.SetRequestHeader("User-Agent", SourceHttp.UserAgent.ToString());
        if (subprotocol is not null)
            _socket.Options.AddSubProtocol(subprotocol);
    }

    /// <exception cref="DisconnectException">The server did not let us in, or did not answer in time.</exception>
    /// <exception cref="WebSocketException">It could not be reached.</exception>
    public static async Task<JetstreamConnection> OpenAsync(
        Uri address, string? subprotocol, int maxMessageBytes, JetstreamPings pings, TimeProvider time, CancellationToken stop)
    {
        var connection = new JetstreamConnection(subprotocol, maxMessageBytes, pings, time);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await connection._socket.ConnectAsync(address, connection._http, either.Token);
            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            if (patience.IsCancellationRequested && !stop.IsCancellationRequested)
                throw new DisconnectException(new(DisconnectKind.Unreachable, string.Create(CultureInfo.InvariantCulture, $"no answer for {Patience.TotalSeconds:0} s")), failure);
            if (failure.InnerException is DisconnectException refused)
                throw new DisconnectException(refused.Disconnect, failure);
            throw;
        }
    }

    /// <inheritdoc cref="JetstreamMessages.NextAsync"/>
    /// <exception cref="DisconnectException">The peer answers no ping.</exception>
    public async ValueTask<JetstreamMessage> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _messages.NextAsync(stop);
        }
        catch (OperationCanceledException failure) when (!stop.IsCancellationRequested)
        {
            throw new DisconnectException(new(DisconnectKind.Silent, string.Create(CultureInfo.InvariantCulture, $"no answer to a ping for {_pings.AnswerWithin.TotalSeconds:0.#} s")), failure);
        }
    }

    /// <summary>Says goodbye, also in answer to the peer's; waits for nothing but that being sent.</summary>
    public async Task CloseAsync(CancellationToken stop)
    {
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
        }
        catch (WebSocketException)
        {
            // It is over anyway.
        }
    }

    /// <summary>Why the peer has closed the connection.</summary>
    public Disconnect ExplainClose()
    {
        var code = (int?)_socket.CloseStatus;
        var meaning = code switch
        {
            1000 => " done",
            1001 => " going away",
            1002 => " protocol error",
            1007 => " invalid message",
            1008 => " against its rules",
            1009 => " message too big",
            1011 => " internal error",
            1012 => " restarting",
            1013 => " try again later",
            _ => "",
        };
        var said = string.Concat((_socket.CloseStatusDescription ?? "").Select(c => char.IsControl(c) ? ' ' : c));
        var reason = code is null or 1005 ? "the server closed it without a reason" : string.Create(CultureInfo.InvariantCulture, $"the server closed it: {code}{meaning}");
        return new(code is 1011 or 1012 or 1013 ? DisconnectKind.ServerTrouble : DisconnectKind.Dropped, said.Length > 0 ? $"{reason}: {said}" : reason);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _http.Dispose();
    }

    // The framework throws away what comes with a refusal, which is where the server says why.
    private sealed class UpgradeHandler(TimeProvider time) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
                return response;
            using (response)
                throw new DisconnectException(await HttpFailure.ExplainAsync(response, time, cancellationToken));
        }
    }
}

/// <summary>How a dead peer is noticed, in real time.</summary>
/// <param name="Every">So often a peer that sends nothing is asked for a sign of life.</param>
/// <param name="AnswerWithin">After so long without an answer it is dead.</param>
internal sealed record JetstreamPings(TimeSpan Every, TimeSpan AnswerWithin)
{
    public static readonly JetstreamPings Usual = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
}
