using System.Net.WebSockets;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// Puts the frames of a WebSocket together to messages, in a buffer that the next message reuses. A message above the limit
/// is skipped to its end, and of its bytes only the beginning is kept. Knows nothing of what the messages hold.
/// </summary>
internal sealed class JetstreamMessages(WebSocket socket, int maxBytes)
{
    private const int FirstBytes = 64 * 1024;
    private const int BeginningBytes = 4 * 1024;

    // One byte more than is allowed shows that there is more.
    private readonly int _mostBytes = (int)Math.Min(maxBytes + 1L, Array.MaxLength);
    private byte[] _bytes = new byte[(int)Math.Min(maxBytes + 1L, FirstBytes)];

    /// <summary>The next message, valid until the one after it is asked for. Complete at once where it has been received already.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<JetstreamMessage> NextAsync(CancellationToken stop)
    {
        var length = 0;
        var isOversized = false;
        while (true)
        {
            if (length == _bytes.Length && length < _mostBytes)
                Array.Resize(ref _bytes, (int)Math.Min(_bytes.Length * 2L, _mostBytes));
            else if (length == _bytes.Length)
                (length, isOversized) = (Math.Min(BeginningBytes, length - 1), true);

            var frame = await socket.ReceiveAsync(_bytes.AsMemory(length), stop);
            if (!isOversized)
                length += frame.Count;
            if (frame.MessageType == WebSocketMessageType.Close)
                return new(JetstreamMessageKind.Close, default);
            if (frame.EndOfMessage && (isOversized || length > maxBytes))
                return new(JetstreamMessageKind.Oversized, _bytes.AsMemory(0, Math.Min(length, BeginningBytes)));
            if (frame.EndOfMessage)
                return new(frame.MessageType == WebSocketMessageType.Text ? JetstreamMessageKind.Text : JetstreamMessageKind.Binary, _bytes.AsMemory(0, length));
        }
    }
}

/// <summary>A message of a WebSocket.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">All of it; of an oversized one the beginning, and of a closing one nothing.</param>
internal readonly record struct JetstreamMessage(JetstreamMessageKind Kind, ReadOnlyMemory<byte> Bytes);

internal enum JetstreamMessageKind
{
    Text,
    Binary,
    Oversized,
    Close,
}
