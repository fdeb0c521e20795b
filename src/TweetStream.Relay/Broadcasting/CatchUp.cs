using TweetStream.Archive;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// Where one subscriber is, and how it gets what no longer waits in memory: from the archive, at its own pace, at the cost
/// of one open file. Owns the position; leaves sending to <see cref="Client"/>.
/// </summary>
internal sealed class CatchUp(PostLog log, long start) : IDisposable
{
    private const long FewPosts = 100_000;
    private ArchiveReader? _reader;

    /// <summary>Offset of the next post that the subscriber gets.</summary>
    public long Position { get; private set; } = start;

    /// <summary>Whether the archive may hold something for it before <paramref name="end"/>.</summary>
    public bool IsBefore(long end) => log.IsArchive && Position < end;

    /// <summary>Some lines from the archive, the next ones before <paramref name="end"/>; none where it holds no more of them.</summary>
    /// <exception cref="RelayException">The archive cannot be read.</exception>
    public ReadOnlyMemory<byte> Read(long end, out int posts)
    {
        try
        {
            var lines = Reader().Read(end, out var first, out posts);
            // What is not in the archive, and not in memory either, is passed by; the offsets tell the subscriber.
            Position = posts > 0 ? first + posts : end;
            return lines;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RelayException($"the archive cannot be read at offset {Position}: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a parcel holds what is next, or comes later; otherwise the subscriber has it already.</summary>
    public bool Needs(Parcel parcel) => parcel.FirstOffset >= Position;

    public void Sent(Parcel parcel) => Position = parcel.FirstOffset + parcel.Posts;

    public void Dispose() => _reader?.Dispose();

    // It stands where it was left when memory took over. A little way on it goes itself; for a longer one a new reader
    // finds the right segment by its name.
    private ArchiveReader Reader()
    {
        if (_reader is not null && _reader.Position <= Position && Position - _reader.Position <= FewPosts)
        {
            while (_reader.Position < Position && !_reader.Read(Position, out _, out _).IsEmpty)
            {
            }
        }

        if (_reader?.Position == Position)
            return _reader;
        _reader?.Dispose();
        return _reader = log.Read(Position);
    }
}
