using System.Security.Cryptography;
using TweetStream.Archive;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>
/// Writes views as Parquet files. Owns that equal counts give equal bytes: rows in one order, written by one thread. A
/// segment's counts are in memory at once, which its size bounds.
/// </summary>
internal static class ViewWriter
{
    /// <summary>Where a file is while DuckDB writes it; a crash leaves it, and the next view replaces it.</summary>
    internal const string Scratch = ".view.parquet";

    /// <summary>Writes the view of a segment into a folder of which nobody else is the writer.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static View Write(string folder, long first, long next, PostFold counts)
    {
        var scratch = Path.Combine(folder, Scratch);
        try
        {
            WriteRows(scratch, counts);
            var name = View.NameOf(first, next);
            var (bytes, hash) = (0L, "");
            DurableFile.Replace(Path.Combine(folder, name), file =>
            {
                using var written = File.OpenRead(scratch);
                hash = Convert.ToHexStringLower(SHA256.HashData(written));
                written.Position = 0;
                written.CopyTo(file);
                bytes = written.Length;
            });
            return new()
            {
                File = name,
                First = first,
                Next = next,
                Posts = counts.Posts,
                Unreadable = counts.Unreadable,
                Untimed = counts.Untimed,
                Earliest = counts.Posts > 0 ? counts.Earliest : null,
                Latest = counts.Posts > 0 ? counts.Latest : null,
                Bytes = bytes,
                Sha256 = hash,
            };
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private static void WriteRows(string path, PostFold counts)
    {
        using var database = CountDatabase.Open(threads: 1);
        database.Append(counts.Rows());
        database.Execute($"COPY (SELECT * FROM counted ORDER BY tag NULLS FIRST, bucket, spelling) TO {CountDatabase.Quoted(path)} (FORMAT parquet, COMPRESSION zstd)");
    }
}
