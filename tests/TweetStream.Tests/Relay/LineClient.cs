using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TweetStream.Tests.Relay;

/// <summary>A client as simple as netcat, over a real socket.</summary>
internal sealed class LineClient : IDisposable
{
    private readonly List<byte> _bytes = [];
    private readonly byte[] _block = new byte[64 * 1024];
    private int _taken;

    private LineClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>How the connection ended; null as long as it did not, or where it ended regularly.</summary>
    public SocketError? Failure { get; private set; }

    public static async Task<LineClient> ConnectAsync(IPEndPoint address, int receiveBuffer = 0)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(address).WaitAsync(Patience.Limit);
        return new(socket);
    }

    public Task SayAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next line without its end; null at the end of the stream.</summary>
    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var end = _bytes.IndexOf((byte)'\n', _taken);
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(_bytes.GetRange(_taken, end - _taken).ToArray());
                _taken = end + 1;
                return line;
            }

            if (!await FillAsync())
                return null;
        }
    }

    public async Task<string[]> ReadLinesAsync(int count)
    {
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await ReadLineAsync() ?? throw new EndOfStreamException($"Ended after {i} of {count} lines: {Failure}");
        return lines;
    }

    /// <summary>Everything from here to the end of the stream.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return [.. _bytes.Skip(_taken)];
    }

    /// <summary>Goes away with a reset instead of a regular end.</summary>
    public void Vanish()
    {
        Socket.LingerState = new(true, 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();

    private async Task<bool> FillAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience.Limit);
            var received = await Socket.ReceiveAsync(_block, patience.Token);
            _bytes.AddRange(_block.AsSpan(0, received));
            return received > 0;
        }
        catch (SocketException failure)
        {
            Failure = failure.SocketErrorCode;
            return false;
        }
    }
}
