using TweetStream.Posts;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources;

/// <summary>
/// Decodes what a source receives, message by message. Owns the count of messages that hold no post; leaves their framing to
/// whoever knows it.
/// </summary>
/// <param name="source">Names the source in the dead letters.</param>
/// <param name="isJson">Whether every message is JSON, so that plain text is none of the source's posts.</param>
/// <param name="tally">Counts what holds no post.</param>
internal sealed class PostDecoder(string source, bool isJson, SourceTally tally)
{
    private readonly PostReader _reader = new();
    private string _problem = "";

    /// <summary>Hears each message that can be read and is no post; null where nobody wants it.</summary>
    public LineHandler? Control { get; init; }

    /// <summary>Hears every message and what it turned out to be, before anyone else; null where nobody wants it.</summary>
    public MessageHandler? Heard { get; init; }

    /// <summary>Whether the message is a post, which is then in <paramref name="post"/>.</summary>
    public bool TryRead(ReadOnlySpan<byte> message, PostBuffer post)
    {
        var kind = Read(message, post);
        Heard?.Invoke(kind, message);
        switch (kind)
        {
            case LineKind.Post:
            case LineKind.Text when !isJson:
                return true;
            case LineKind.Text:
                tally.AddMalformed(source, "not JSON", message);
                break;
            case LineKind.Control:
                tally.AddControl();
                Control?.Invoke(message);
                break;
            case LineKind.Malformed:
                tally.AddMalformed(source, _problem, message);
                break;
        }

        return false;
    }

    private LineKind Read(ReadOnlySpan<byte> message, PostBuffer post)
    {
        try
        {
            var kind = _reader.Read(message, post);
            _problem = _reader.Problem;
            return kind;
        }
        catch (Exception unexpected)
        {
            // A mistake of ours, whatever it is, must not give one post the power to end a source, which would get it again and again.
            _problem = $"cannot be decoded: {unexpected.Message}";
            return LineKind.Malformed;
        }
    }
}

/// <summary>Takes a message, which is valid only during the call.</summary>
internal delegate void MessageHandler(LineKind kind, ReadOnlySpan<byte> message);
