using TweetStream.Archive;

namespace TweetStream.Counter.Checkpoints;

/// <summary>
/// The folder of a counter's state: the file <c>checkpoint</c>, replaced as a whole, and the file <c>lock</c>, which the
/// system releases when its process dies. Removes the halves of checkpoints that a kill left. Leaves what a checkpoint holds
/// to <see cref="Checkpoint"/>.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _file;

    private StateFolder(string path, FileStream lockFile) => (Path, _lock, _file) = (path, lockFile, System.IO.Path.Combine(path, "checkpoint"));

    public string Path { get; }

    /// <exception cref="StateException">It cannot be used, or another counter uses it.</exception>
    public static StateFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var folder = new StateFolder(path, FolderLock.Take(path));
            DurableFile.Tidy(path);
            return folder;
        }
        catch (IOException taken) when (FolderLock.IsTaken(taken))
        {
            throw new StateException($"--state {path} is in use by another counter; give each its own DIR", taken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"--state {path} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>The newest checkpoint; null where there is none yet.</summary>
    /// <exception cref="StateException">It cannot be used, or is for other options.</exception>
    public Checkpoint? Read(CountOptions options)
    {
        try
        {
            if (!File.Exists(_file))
                return null;
            var checkpoint = Checkpoint.Read(File.ReadAllBytes(_file));
            if (Fingerprint.Difference(checkpoint.Options, Fingerprint.Of(options)) is { } difference)
                throw new StateException($"--state {Path} {difference}; give the same options or another DIR") { IsAskedWrongly = true };
            return checkpoint;
        }
        catch (InvalidDataException unusable)
        {
            throw Unusable(unusable);
        }
        catch (UnauthorizedAccessException unreadable)
        {
            throw new StateException($"{_file} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <exception cref="IOException">The one before is still there.</exception>
    public void Write(ReadOnlyMemory<byte> checkpoint) => DurableFile.Replace(_file, file => file.Write(checkpoint.Span));

    public StateException Unusable(InvalidDataException reason) =>
        new($"{_file} {reason.Message}; remove it to begin anew, or give another DIR", reason);

    public void Dispose() => _lock.Dispose();
}
