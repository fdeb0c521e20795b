namespace TweetStream.Archive;

/// <summary>
/// Reads the lines of an archive in their order, from any offset on, also while another process writes it, compresses and
/// removes segments. Owns the way from segment to segment; never writes. For use by one thread at a time.
/// </summary>
public sealed class ArchiveReader(string folder, long from) : IDisposable
{
    private SegmentReader? _segment;
    private ArchiveSegment? _successor;

    /// <summary>Offset of the next line.</summary>
    public long Position { get; private set; } = from;

    /// <summary>First offset of the segment that the last lines came from; null before the first.</summary>
    public long? Segment => _segment?.Segment.First;

    /// <summary>Some whole lines, about 64 KiB at once and more only where one line is larger.</summary>
    /// <param name="end">Lines from here on are left for later.</param>
    /// <param name="first">
    /// Offset of the first of them: the <see cref="Position"/> before, or more where the lines between are not in the archive
    /// or no longer in it.
    /// </param>
    /// <param name="count">How many they are.</param>
    /// <returns>The lines, valid until the next call; empty where there are none before <paramref name="end"/> as yet.</returns>
    /// <exception cref="ArchiveException">There is no such folder, or the archive is damaged.</exception>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public ReadOnlyMemory<byte> Read(long end, out long first, out int count)
    {
        while (Position < end && (_segment is not null || TryOpen(after: -1)))
        {
            Position = Math.Max(Position, Math.Min(_segment!.Next, end));
            var lines = _segment.Read(Position, end, out count);
            if (count > 0)
            {
                first = Position;
                Position += count;
                return lines;
            }

            if (Position < end && !TryMoveOn())
                break;
        }

        (first, count) = (Position, 0);
        return default;
    }

    public void Dispose() => _segment?.Dispose();

    // A segment that another one follows no longer grows. It may have grown before that one was seen, so its end counts
    // only when it is seen once more.
    private bool TryMoveOn()
    {
        var after = _segment!.Segment.First;
        if (_successor is null)
            return (_successor = Find(after)) is not null;
        _successor = null;
        _segment.Dispose();
        _segment = null;
        return TryOpen(after);
    }

    private bool TryOpen(long after)
    {
        while (Find(after) is { } segment)
        {
            try
            {
                _segment = new(segment);
                return true;
            }
            catch (FileNotFoundException)
            {
                // Compressed or removed since the look: another look tells.
            }
        }

        return false;
    }

    private ArchiveSegment? Find(long after)
    {
        var found = FindOnce(after);
        // A look at a folder can miss a file that is replaced meanwhile, and what is missed is no hole. It is replaced once.
        return found?.First > Position ? FindOnce(after) : found;
    }

    private ArchiveSegment? FindOnce(long after)
    {
        ArchiveSegment? found = null;
        foreach (var segment in ArchiveFolder.Segments(folder))
        {
            if (segment.First > after && (found is null || segment.First <= Position))
                found = segment;
        }

        return found;
    }
}
