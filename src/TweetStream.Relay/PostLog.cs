using Microsoft.Extensions.Logging;
using TweetStream.Archive;

namespace TweetStream.Relay;

/// <summary>
/// Numbers the posts, and keeps them where there is an archive. Owns what an offset means: that archive's, or, without
/// one, this run's. Used under the broadcaster's lock; what it tells may be read at any time.
/// </summary>
internal sealed class PostLog(ArchiveOptions? options, TimeProvider time, ILogger<PostLog> logger) : IDisposable
{
    private readonly string _run = Guid.NewGuid().ToString("N");
    private ArchiveWriter? _archive;
    private long _given;

    public bool IsArchive => _archive is not null;

    /// <summary>Why posts go unarchived although there is an archive; null while they do not.</summary>
    public string? PausedFor => _archive?.PausedFor;

    /// <summary>Posts that went unarchived although there is an archive; null where there is none.</summary>
    public long? Unarchived => _archive?.Unarchived;

    /// <summary>Identity of what the offsets count in.</summary>
    public string Id => _archive?.Id ?? _run;

    /// <summary>The first offset that can be read again; the next one where none can.</summary>
    public long First => _archive?.First ?? Next;

    /// <summary>One after the last offset that can be read again.</summary>
    public long End => _archive?.End ?? Next;

    /// <summary>The offset that the next post gets.</summary>
    public long Next => _archive?.Next ?? Interlocked.Read(ref _given);

    /// <exception cref="ArchiveException">The archive is in use, damaged, or not to be written.</exception>
    public void Open() => _archive = options is null ? null : ArchiveWriter.Open(options, time, logger);

    /// <summary>Gives the lines their offsets, from <see cref="Next"/> on; tells how many of them, from the first, were archived.</summary>
    public int Append(ReadOnlySpan<byte> lines, int count)
    {
        if (_archive is not null)
            return _archive.Append(lines, count);
        Interlocked.Add(ref _given, count);
        return 0;
    }

    /// <summary>Does what is due about once a second.</summary>
    public void Maintain() => _archive?.Maintain();

    /// <summary>Reads the archive from an offset on.</summary>
    public ArchiveReader Read(long from) => new(options!.Folder, from);

    public void Dispose() => _archive?.Dispose();
}
