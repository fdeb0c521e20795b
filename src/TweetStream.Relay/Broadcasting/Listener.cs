using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// One listening socket. Owns binding and accepting, and goes on accepting whatever a single connection does; leaves the
/// accepted socket to whom it is handed.
/// </summary>
internal sealed partial class Listener : IDisposable
{
    private const int Backlog = 512;
    private const int TcpUserTimeout = 18;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    // A peer that answers nothing for a minute, not even to a probe, is gone.
    private const int GoneAfterSeconds = 60;
    private const int ProbeSeconds = 15;
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private Listener(Socket socket, TimeProvider time, ILogger logger) => (_socket, _time, _logger) = (socket, time, logger);

    /// <summary>Where it listens, with the port that was taken where any would do.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <exception cref="RelayException">The address is taken, is not one of this machine, or needs a right that is missing.</exception>
    public static Listener Bind(IPEndPoint address, bool anyPortIfTaken, TimeProvider time, ILogger logger)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            socket.Listen(Backlog);
            return new(socket, time, logger);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            if (anyPortIfTaken && address.Port != 0 && failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                LogPortTaken(logger, address);
                return Bind(new(address.Address, 0), false, time, logger);
            }

            throw new RelayException($"cannot listen on {address}: {Explain(failure)}", failure);
        }
    }

    /// <summary>Hands over each connection until <paramref name="stop"/>.</summary>
    public async Task AcceptAsync(Action<Socket> accepted, CancellationToken stop)
    {
        var failing = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _socket.AcceptAsync(stop);
                failing = false;
                Configure(connection);
                accepted(connection);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException failure)
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

    private static void Configure(Socket connection)
    {
        try
        {
            connection.NoDelay = true;
            connection.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeSeconds);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
            connection.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (GoneAfterSeconds / ProbeSeconds) - 1);
            if (OperatingSystem.IsLinux())
                connection.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(GoneAfterSeconds * 1000));
        }
        catch (SocketException)
        {
            // A peer that is gone already, or a platform without the option: the connection itself will show it.
        }
    }

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
