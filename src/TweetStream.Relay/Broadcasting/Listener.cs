using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// One listening socket. Owns binding and accepting, and goes on accepting whatever a single connection does; leaves the
/// accepted socket to whom it is handed.
/// </summary>
internal sealed partial class Listener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);
    private readonly Socket _socket;
    private readonly TimeSpan _clientTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private Listener(Socket socket, TimeSpan clientTimeout, TimeProvider time, ILogger logger) =>
        (_socket, _clientTimeout, _time, _logger) = (socket, clientTimeout, time, logger);

    /// <summary>Where it listens, with the port that was taken where any would do.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <exception cref="RelayException">The address is taken, is not one of this machine, or needs a right that is missing.</exception>
    /// <param name="address">Where to listen.</param>
    /// <param name="anyPortIfTaken">Whether any other port will do where this one is taken.</param>
    /// <param name="clientTimeout">After so long without a sign of life a client is gone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it says what is wrong.</param>
    public static Listener Bind(IPEndPoint address, bool anyPortIfTaken, TimeSpan clientTimeout, TimeProvider time, ILogger logger)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
            return new(socket, clientTimeout, time, logger);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            if (anyPortIfTaken && address.Port != 0 && failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                LogPortTaken(logger, address);
                return Bind(new(address.Address, 0), false, clientTimeout, time, logger);
            }

            throw new RelayException($"cannot listen on {address}: {Explain(failure)}", failure);
        }
    }

    /// <summary>Hands over each connection until <paramref name="stop"/>.</summary>
    /// <param name="accepted">Takes it.</param>
    /// <param name="promised">How many file descriptors are promised to those that were handed over.</param>
    /// <param name="stop">Ends it.</param>
    public async Task AcceptAsync(Action<Socket> accepted, Func<int> promised, CancellationToken stop)
    {
        var failing = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (!Descriptors.HasRoom(promised()))
                    throw new IOException($"all but the last of the {Descriptors.Limit} files that this process may have open (ulimit -n) are in use");
                var connection = await _socket.AcceptAsync(stop);
                failing = false;
                connection.NoDelay = true;
                Liveness.Watch(connection, _clientTimeout);
                accepted(connection);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                // Out of file descriptors, or a peer that left before it was accepted: either way others will come.
                if (!failing)
                    LogCannotAccept(_logger, failure.Message);
                failing = true;
                await Task.Delay(PauseAfterFailure, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Explain(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "the port is taken by another program",
        SocketError.AddressNotAvailable => "this machine does not have that address",
        SocketError.AccessDenied => "that port needs a right that is missing",
        _ => failure.Message,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Port of {Address} is taken by another program; taking any free port")]
    private static partial void LogPortTaken(ILogger logger, IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot accept a connection, trying again: {Reason}")]
    private static partial void LogCannotAccept(ILogger logger, string reason);
}
