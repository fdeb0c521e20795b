using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data;
using TweetStream.Archive;
using TweetStream.Batch.Folding;
using TweetStream.Hashtags;

namespace TweetStream.Batch.Views;

/// <summary>
/// Writes views as Parquet files, into a folder of which nobody else is the writer. Owns that equal counts give equal bytes:
/// rows in one order. A segment's counts are in memory at once, which its size bounds.
/// </summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="database">Sorts and writes; with one thread, or the bytes are not always the same.</param>
internal sealed class ViewWriter(string folder, CountDatabase database)
{
    // By their order a tag is in one of them, or in few. Smaller ones hold less that is not asked for, and cost more to look through.
    private const int RowsOfGroup = 20_480;

    /// <summary>Writes the view of a segment.</summary>
    /// <param name="first">First offset of the segment.</param>
    /// <param name="next">One after its last offset.</param>
    /// <param name="before">How far event time had come before it.</param>
    /// <param name="counts">What it holds.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public View Write(long first, long next, long? before, PostFold counts)
    {
        try
        {
            database.Clear();
            database.Append(counts.Rows());
            return new()
            {
                First = first,
                Next = next,
                Posts = counts.Posts,
                Unreadable = counts.Unreadable,
                Untimed = counts.Untimed,
                Earliest = counts.Posts > 0 ? counts.Earliest : null,
                Latest = counts.Posts > 0 ? counts.Latest : null,
                Unicode = UnicodeTables.Version,
                Before = before,
                After = counts.Newest > long.MinValue ? counts.Newest : null,
                Hours = BusyHours.Of(counts.Buckets),
                Files = [.. Level.All.Select(level => WriteLevel(first, next, level))],
            };
        }
        catch (DuckDBException failure)
        {
            throw new ViewsException($"the view of the offsets {first} to {next} cannot be written: {failure.Message.Split('\n')[0]}", failure);
        }
    }

    // Each adds up what is left of the level below it.
    private ViewFile WriteLevel(long first, long next, Level level)
    {
        var scratch = DurableFile.NewTemporary(folder);
        try
        {
            if (level != Level.TenSeconds)
                database.RollUp(level.Size);
            database.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"COPY (SELECT * FROM {CountDatabase.Appended} ORDER BY tag NULLS FIRST, bucket, spelling) TO {CountDatabase.Quoted(scratch)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowsOfGroup})"));
            using var written = File.OpenRead(scratch);
            var hash = Convert.ToHexStringLower(SHA256.HashData(written));
            var name = View.NameOf(first, next, level, hash);
            var path = Path.Combine(folder, name);
            DurableFile.Replace(path, file =>
            {
                written.Position = 0;
                written.CopyTo(file);
            });
            return new() { Level = level.Name, Name = name, Bytes = written.Length, Sha256 = hash, Modified = ViewFile.ModifiedOf(path) };
        }
        finally
        {
            File.Delete(scratch);
        }
    }
}
