using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>
/// Decodes what comes over a connection: a post, a notice of the server, or nothing that is passed on, which is counted. Owns
/// decompression; leaves what an event is to the posts' formats, and what follows from a notice to the source.
/// </summary>
internal sealed class JetstreamDecoder
{
    private readonly string _source;
    private readonly int _maxBytes;
    private readonly SourceTally _tally;
    private readonly PostDecoder _posts;

    public JetstreamDecoder(string source, int maxBytes, SourceTally tally)
    {
        (_source, _maxBytes, _tally) = (source, maxBytes, tally);
        _posts = new(source, isJson: true, tally) { Control = message => Notice = JetstreamNotice.Read(message) };
    }

    /// <summary>What binary messages are compressed with; null where they are not.</summary>
    public JetstreamDictionary? Dictionary { get; set; }

    /// <summary>What the server said by the latest message; null where it said nothing itself.</summary>
    public JetstreamNotice? Notice { get; private set; }

    /// <summary>Whether the message is a post, which is then in <paramref name="post"/>.</summary>
    public bool TryRead(JetstreamMessage message, PostBuffer post)
    {
        Notice = null;
        var bytes = message.Bytes.Span;
        if (message.Kind == JetstreamMessageKind.Oversized)
            return LeaveOut(bytes);
        if (message.Kind == JetstreamMessageKind.Text || Dictionary is null)
            return _posts.TryRead(bytes, post);
        switch (Dictionary.Inflate(bytes, out var whole))
        {
            case Inflation.Whole:
                return _posts.TryRead(whole, post);
            case Inflation.Oversized:
                return LeaveOut(bytes);
            default:
                _tally.AddMalformed(_source, "cannot be decompressed", bytes);
                return false;
        }
    }

    private bool LeaveOut(ReadOnlySpan<byte> beginning)
    {
        _tally.AddOversized(_source, _maxBytes, beginning);
        return false;
    }
}
