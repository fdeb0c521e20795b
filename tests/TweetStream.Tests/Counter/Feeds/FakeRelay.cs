using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TweetStream.Counter;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter.Feeds;

/// <summary>Speaks the relay's grammar over a real socket, and misbehaves where a test asks for it.</summary>
internal sealed class FakeRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeRelay() => _listener.Start();

    public CountInput Input => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, null);

    /// <summary>The next client, whose first line is read.</summary>
    public async Task<FakeSession> ClientAsync()
    {
        var socket = await SocketAsync().WaitAsync(Patience.Limit);
        return await FakeSession.OfAsync(socket, new NetworkStream(socket));
    }

    /// <summary>The next client, however long it takes until one comes.</summary>
    public Task<Socket> SocketAsync() => _listener.AcceptSocketAsync();

    public void Dispose() => _listener.Dispose();
}

/// <summary>One client of the fake relay.</summary>
internal sealed class FakeSession : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private FakeSession(Socket socket, Stream stream, Subscription asked) => (_socket, _stream, Asked) = (socket, stream, asked);

    public Subscription Asked { get; }

    public static async Task<FakeSession> OfAsync(Socket socket, Stream stream)
    {
        socket.NoDelay = true;
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one).AsTask().WaitAsync(Patience.Limit) == 1 && one[0] != '\n')
            line.Add(one[0]);
        Assert.True(Subscription.TryParse(line.ToArray(), out var asked), Encoding.UTF8.GetString([.. line]));
        return new(socket, stream, asked);
    }

    public Task AcceptAsync(string archive, long next, long first = 0) => SendAsync(Asked.Accept(new(archive, first, next - 1, next)));

    public Task RefuseAsync(string reason) => SendAsync(Asked.Refuse(reason));

    /// <summary>Posts of these offsets, each with a tag that says its offset, one second of event time apart.</summary>
    public Task PostsAsync(long first, long count) => SayAsync(string.Concat(Enumerable.Range(0, (int)count).Select(i => Post(first + i) + "\n")));

    public static string Post(long offset) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"offset":{{offset}},"created_at":{{offset * 1000}},"tags":["t{{offset}}"],"text":""}""");

    public Task SayAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public void Close() => Dispose();

    /// <summary>Ends as a machine does that is switched off: what was not read yet is lost too.</summary>
    public void Reset()
    {
        _socket.LingerState = new(enable: true, 0);
        _socket.Close();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience.Limit);
}
