using TweetStream.Archive;

namespace TweetStream.Batch.Folding;

/// <summary>Reads a stretch of an archive into a fold, and tells which offsets are not there. Plain code over the archive's own reader.</summary>
internal static class ArchiveFold
{
    /// <summary>Adds the lines from one offset on, up to another or to the end as it is now.</summary>
    /// <param name="archive">The folder.</param>
    /// <param name="from">The first offset wanted.</param>
    /// <param name="end">Lines from here on are left; the largest number for none.</param>
    /// <param name="add">Takes each line, without its end, and its offset.</param>
    /// <param name="stop">Ends it between two blocks.</param>
    /// <exception cref="ArchiveException">There is no such folder, or the archive is damaged.</exception>
    public static LinesRead Read(string archive, long from, long end, LineTaker add, CancellationToken stop)
    {
        using var reader = new ArchiveReader(archive, from);
        var read = new LinesRead(null, from, 0, 0);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var lines = reader.Read(end, out var first, out var count).Span;
            if (count == 0)
                return read;
            read = new(read.First ?? first, first + count, read.Lines + count, read.Missing + first - read.Next);
            Add(lines, first, add);
        }
    }

    /// <summary>Adds whole lines.</summary>
    /// <param name="lines">Each with its end.</param>
    /// <param name="first">Offset of the first of them.</param>
    /// <param name="add">Takes each line, without its end, and its offset.</param>
    public static void Add(ReadOnlySpan<byte> lines, long first, LineTaker add)
    {
        for (; !lines.IsEmpty; first++)
        {
            var length = lines.IndexOf((byte)'\n');
            add(lines[..length], first);
            lines = lines[(length + 1)..];
        }
    }
}

/// <summary>Takes a line, without its end, and its offset.</summary>
internal delegate void LineTaker(ReadOnlySpan<byte> line, long offset);

/// <summary>What was read of an archive.</summary>
/// <param name="First">Offset of the first line; null where there was none.</param>
/// <param name="Next">One after the last line's offset; the offset wanted where there was none.</param>
/// <param name="Lines">How many they are.</param>
/// <param name="Missing">Offsets before the last line that the archive does not hold.</param>
internal sealed record LinesRead(long? First, long Next, long Lines, long Missing);
