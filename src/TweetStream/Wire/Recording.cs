using System.IO.Compression;
using ZstdSharp;

namespace TweetStream.Wire;

/// <summary>
/// A file of lines, plain or compressed (<c>.gz</c>, <c>.zst</c>). Owns what its name says of its compression, and what can
/// be said when it cannot be read.
/// </summary>
public sealed class Recording(string path)
{
    /// <summary>The file's name without its folder.</summary>
    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Fails where the file cannot be opened, so that this shows before anyone listens.</summary>
    /// <exception cref="RecordingException">There is no such file, or it may not be read.</exception>
    public void Check()
    {
        try
        {
            // A named pipe has no length, and opening it only to look would take its writer's reader away.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
                return;
            using var handle = File.OpenHandle(path);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw Explain(failure);
        }
    }

    /// <summary>The recording, decompressed, from its start.</summary>
    public Stream Open()
    {
        // The compressed streams own the file and close it.
        var file = new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan,
            BufferSize = 0,
        });
        return Path.GetExtension(path) switch
        {
            ".gz" => new GZipStream(file, CompressionMode.Decompress),
            ".zst" => new DecompressionStream(file, leaveOpen: false),
            _ => file,
        };
    }

    /// <summary>Whether a failure while reading is the file's, not the program's.</summary>
    public static bool IsUnreadable(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or InvalidDataException or ZstdException or NotSupportedException;

    /// <summary>The failure as one line that names the file.</summary>
    public RecordingException Explain(Exception failure)
    {
        var reason = failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException => Directory.Exists(path) ? "it is a folder" : "it may not be read",
            InvalidDataException or ZstdException or EndOfStreamException => "it is damaged: " + failure.Message,
            _ => failure.Message,
        };
        return new($"cannot read {path}: {reason}", failure);
    }
}

/// <summary>A recording cannot be read; the message is one line that names the file and the reason.</summary>
public sealed class RecordingException : IOException
{
    public RecordingException()
    {
    }

    public RecordingException(string message)
        : base(message)
    {
    }

    public RecordingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
