using System.Buffers;

namespace TweetStream.Posts;

/// <summary>
/// Puts the many small pieces of a line into an output, which is asked for room once for most lines instead of once a piece.
/// The line is whole in it with <see cref="End"/>.
/// </summary>
internal ref struct LineWriter(IBufferWriter<byte> output)
{
    private const int UsualBytes = 1024;
    private Span<byte> _room = output.GetSpan(UsualBytes);
    private int _used;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Where at least so many bytes go, which <see cref="Advance"/> says are written.</summary>
    public Span<byte> Free(int bytes)
    {
        if (_room.Length - _used < bytes)
        {
            End();
            _room = output.GetSpan(Math.Max(bytes, UsualBytes));
        }

        return _room[_used..];
    }

    public void Advance(int bytes) => _used += bytes;

    /// <summary>Writes what the output does not have yet.</summary>
    public void End()
    {
        output.Advance(_used);
        _room = default;
        _used = 0;
    }
}
