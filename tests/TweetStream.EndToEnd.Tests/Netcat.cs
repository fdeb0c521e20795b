using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>A client with nothing but a socket, which keeps all that it got.</summary>
internal sealed class Netcat : IDisposable
{
    private const int BlockBytes = 16 * 1024;
    private readonly Socket _socket;
    private readonly MemoryStream _received = new();

    private Netcat(Socket socket) => _socket = socket;

    /// <summary>How the connection ended; null as long as it did not, or where it ended regularly.</summary>
    public SocketError? Failure { get; private set; }

    public ReadOnlySpan<byte> Received => _received.GetBuffer().AsSpan(0, (int)_received.Length);

    public string Text => Encoding.UTF8.GetString(Received);

    /// <summary>The whole lines, without their ends.</summary>
    public string[] Lines => Text.Split('\n')[..^1];

    /// <summary>How many whole lines there are.</summary>
    public int LineCount { get; private set; }

    /// <param name="port">A relay's, on this machine.</param>
    /// <param name="said">What is said at once.</param>
    /// <param name="receiveBuffer">What the system may take for a client that does not read; 0 leaves it to the system.</param>
    public static async Task<Netcat> ConnectAsync(int port, string said = "", int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience.Limit);
        if (said.Length > 0)
            await socket.SendAsync(Encoding.UTF8.GetBytes(said));
        return new(socket);
    }

    /// <summary>Takes what is there, at most so many bytes; false at the end.</summary>
    public async Task<bool> ReadAsync(int most = BlockBytes)
    {
        try
        {
            var block = new byte[most];
            var read = await _socket.ReceiveAsync(block).WaitAsync(Patience.Limit);
            _received.Write(block, 0, read);
            LineCount += block.AsSpan(0, read).Count((byte)'\n');
            return read > 0;
        }
        catch (SocketException failure)
        {
            Failure = failure.SocketErrorCode;
            return false;
        }
    }

    /// <summary>Reads until there are so many whole lines, at least.</summary>
    public async Task ReadLinesAsync(int count)
    {
        while (LineCount < count)
        {
            if (!await ReadAsync())
                throw new EndOfStreamException($"it ended after {LineCount} of {count} lines: {Failure}");
        }
    }

    public async Task ReadToEndAsync()
    {
        while (await ReadAsync())
        {
        }
    }

    /// <summary>Goes away with a reset instead of a regular end.</summary>
    public void Reset()
    {
        _socket.LingerState = new(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
