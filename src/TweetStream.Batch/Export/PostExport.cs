using System.Globalization;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Batch.Views;
using TweetStream.Posts;

namespace TweetStream.Batch.Export;

/// <summary>
/// From archived posts to files by day, on from where the run before ended. Owns which posts come into one file; each is in
/// exactly one, whatever is killed. In memory are as many posts as make a file of good size.
/// <code>name of a file = 20 digits, the first offset + "-" + 20 digits, one after the last offset + ".parquet"</code>
/// </summary>
internal sealed class PostExport(ExportOptions options, ExportFolder folder, TimeProvider time, ILogger logger) : IDisposable
{
    private const string Ending = ".parquet";

    // Of late posts there are a few of many days: they wait for more.
    private const int FilesBetweenCommits = 16;

    private readonly PostTable _table = new();
    private readonly PostReader _reader = new();
    private readonly PostBuffer _post = new();
    private readonly long _from = ExportDay.StartOf(options.From)?.ToUnixTimeMilliseconds() ?? long.MinValue;
    private readonly long _until = ExportDay.StartOf(options.Until)?.ToUnixTimeMilliseconds() ?? long.MaxValue;
    private int _files;
    private int _filesCommitted;
    private long _posts;
    private long _unreadable;
    private long _reportedPosts;

    /// <summary>Posts of a day that are enough for a file of their own.</summary>
    internal long EnoughRows { get; init; } = 250_000;

    internal long MostRows { get; init; } = 1_000_000;

    internal long MostBytes { get; init; } = 256L << 20;

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; init; }

    public void Run(CancellationToken stop)
    {
        CheckEnd();
        folder.Remove(name => FirstOf(name) >= folder.Manifest.Offset);
        var from = folder.Manifest.Offset;
        logger.LogBegin(from, options.To);
        var begun = time.GetTimestamp();
        var lines = ArchiveFold.Read(options.Archive, from, long.MaxValue, Add, stop);
        Write(all: true, lines.Next, stop);
        if (lines.Missing > 0)
            logger.LogMissing(lines.Missing, from, lines.Next);
        logger.LogExported(_posts, _files, lines.Next, _unreadable);

        void Add(ReadOnlySpan<byte> line, long offset)
        {
            if (_reader.Read(line, _post) != LineKind.Post)
                _unreadable++;
            else if (IsWanted(PostFold.TimeOf(_post, out _)))
                _table.Add(_post, offset);
            else
                return;
            if (_table.Rows < MostRows && _table.Bytes < MostBytes)
                return;
            Write(all: _files - _filesCommitted >= FilesBetweenCommits, offset + 1, stop);
            var rate = (long)((_posts - _reportedPosts) / Math.Max(time.GetElapsedTime(begun).TotalSeconds, 0.001));
            logger.LogProgress(_posts, offset + 1, rate);
            (begun, _reportedPosts) = (time.GetTimestamp(), _posts);
        }
    }

    public void Dispose() => _table.Dispose();

    private bool IsWanted(long? counted) => counted is { } known ? known >= _from && known < _until : (options.From, options.Until) == (null, null);

    // What an older copy of the archive holds from there on would be other posts.
    private void CheckEnd()
    {
        if (ClosedRange.Of(options.Archive).Growing is not { } last || last >= folder.Manifest.Offset)
            return;
        using var reader = new ArchiveReader(options.Archive, folder.Manifest.Offset - 1);
        if (reader.Read(long.MaxValue, out _, out _).IsEmpty)
            throw new ExportException($"the archive {options.Archive} ends before offset {folder.Manifest.Offset}, up to which it was exported: segments are missing, or it was restored from an older copy; give another --to DIR");
    }

    private void Write(bool all, long next, CancellationToken stop)
    {
        _table.Flush();
        var days = _table.Days;
        var chosen = all ? days : [.. days.Where(day => day.Count >= EnoughRows)];
        // Posts of so many days that no day has enough must not grow without end either, nor be gone through for each that comes.
        if (chosen.Count == 0 || days.Sum(day => day.Count) - chosen.Sum(day => day.Count) > MostRows / 2)
            chosen = days;
        foreach (var rows in chosen)
        {
            stop.ThrowIfCancellationRequested();
            folder.Put(rows.Day, NameOf(rows), path => _table.Write(rows.Day, path, stop));
            _posts += rows.Count;
            _files++;
            Done?.Invoke("written");
        }

        _table.Forget(chosen);
        if (_table.Rows == 0)
            Commit(next);
    }

    private void Commit(long next)
    {
        folder.Commit(folder.Manifest with { Offset = next });
        _filesCommitted = _files;
        Done?.Invoke("committed");
    }

    private static string NameOf(DayRows rows) => string.Create(CultureInfo.InvariantCulture, $"{rows.First:D20}-{rows.Next:D20}{Ending}");

    // -1 for a file that is none of ours.
    private static long FirstOf(string name) =>
        name.Length == 41 + Ending.Length && name[20] == '-' && name.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : -1;
}
