using System.Text;
using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// How far a live source has come in its network's own terms. Written by the source with every post, read by whoever keeps
/// it; safe for both at once.
/// </summary>
internal sealed class Position
{
    private readonly Lock _gate = new();
    private byte[] _cursor = new byte[64];
    private int _length;
    private DateTimeOffset _at;

    /// <summary>Where the source goes on, and when that was; null where nobody knows.</summary>
    public ResumePoint? Latest
    {
        get
        {
            lock (_gate)
                return _length == 0 ? null : new(Encoding.UTF8.GetString(_cursor, 0, _length), _at);
        }
        set
        {
            Set(Encoding.UTF8.GetBytes(value?.Cursor ?? ""), value?.At ?? default);
        }
    }

    /// <summary>Everything up to this post has been passed on.</summary>
    public void Reached(PostBuffer post, DateTimeOffset at)
    {
        var cursor = post[PostField.Cursor];
        if (!cursor.IsEmpty)
            Set(cursor, at);
    }

    private void Set(ReadOnlySpan<byte> cursor, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_cursor.Length < cursor.Length)
                _cursor = new byte[cursor.Length];
            cursor.CopyTo(_cursor);
            (_length, _at) = (cursor.Length, at);
        }
    }
}

/// <summary>Where a source can go on.</summary>
/// <param name="Cursor">In the network's own terms.</param>
/// <param name="At">When the relay had received everything up to there.</param>
internal sealed record ResumePoint(string Cursor, DateTimeOffset At);
