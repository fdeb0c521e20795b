using System.Text;
using Microsoft.Extensions.Logging;
using TweetStream.Counter.Checkpoints;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>
/// Appends every result to a file, as CSV where its name ends in <c>.csv</c>, else as JSON lines. Owns the file and how
/// much of it is kept after a restart: what a checkpoint does not cover is cut off, because it is counted again.
/// </summary>
internal sealed partial class ResultFile : IObserver<Snapshot>, IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ResultOutput _output;

    /// <param name="path">The file; made where it is not there.</param>
    /// <param name="rank">What the tags are ranked by, which decides the columns of a CSV.</param>
    /// <param name="covered">How far the results of an earlier run are kept.</param>
    /// <param name="log">Hears where less is there than was kept.</param>
    /// <exception cref="IOException">It cannot be written, or it is a CSV with other columns.</exception>
    public ResultFile(string path, Rank rank, ResultLength covered, ILogger<ResultFile> log)
    {
        _path = Path.GetFullPath(path);
        var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        // Without a buffer each result is one write, and the length is that of whole results.
        _file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (covered.Path == _path && covered.Bytes <= _file.Length)
            _file.SetLength(covered.Bytes);
        else if (covered.Path == _path)
            LogShorter(log, path, _file.Length, covered.Bytes);
        if (isCsv && _file.Length > 0 && File.ReadLines(_path).First() is var header && header + "\n" != SnapshotCsv.Header(rank))
        {
            _file.Dispose();
            throw new IOException($"--output-file {path} begins with '{header}', and the columns of this run are '{SnapshotCsv.Header(rank).TrimEnd()}': give another file, or the --rank that this one was made with");
        }

        _file.Seek(0, SeekOrigin.End);
        _output = isCsv
            ? new CsvOutput(new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), isTerminal: false, hasHeader: _file.Length > 0)
            : new JsonLinesOutput(_file);
    }

    /// <summary>How much is written.</summary>
    public ResultLength Length => new(_path, _file.Position);

    /// <summary>Returns when all that is written is on the disk. For use beside the writing.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_file.SafeFileHandle);

    public void OnNext(Snapshot value) => _output.OnNext(value);

    public void OnCompleted() => _output.OnCompleted();

    public void OnError(Exception error) => _output.OnError(error);

    public void Dispose() => _file.Dispose();

    [LoggerMessage(LogLevel.Warning, "{Path} is shorter than it was ({Length:N0} bytes, {Covered:N0} before), as if it were another file; results are appended.")]
    private static partial void LogShorter(ILogger log, string path, long length, long covered);
}
