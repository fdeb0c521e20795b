using System.Security.Cryptography;

namespace TweetStream.Batch.Views;

/// <summary>A file of a view, as the manifest knows it: the counts of one segment in buckets of one level.</summary>
internal sealed record ViewFile
{
    /// <summary>Name of the level.</summary>
    public required string Level { get; init; }

    /// <summary>Its name in the folder of the views.</summary>
    public required string Name { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Hash of the file, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it was written, as the file system says, in ticks of UTC.</summary>
    public required long Modified { get; init; }

    /// <summary>When a file was written.</summary>
    public static long ModifiedOf(string path) => File.GetLastWriteTimeUtc(path).Ticks;

    /// <summary>Whether it is there, of its size, and nobody has written to it: as good as whole, save on a disk that fails.</summary>
    public bool IsUntouched(string folder) =>
        new FileInfo(Path.Combine(folder, Name)) is { Exists: true } file && file.Length == Bytes && file.LastWriteTimeUtc.Ticks == Modified;

    /// <summary>Whether it is there and as it was written, to the last bit.</summary>
    public bool IsWhole(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            return file.Length == Bytes && Convert.ToHexStringLower(SHA256.HashData(file)) == Sha256;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
