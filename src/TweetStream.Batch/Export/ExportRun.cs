using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Batch.Views;

namespace TweetStream.Batch.Export;

/// <summary>One export, from the look at its folder to the last file. Only reads archive and views.</summary>
internal sealed class ExportRun(ExportOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>For tests: makes the export of posts smaller than a test could.</summary>
    internal Func<ExportFolder, PostExport>? Posts { get; init; }

    /// <summary>For tests: called with the name of each step that is done.</summary>
    internal Action<string>? Done { get; init; }

    /// <exception cref="IOException">It ended before its time; what is in the folder is whole.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder is not ours.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(CancellationToken stop)
    {
        var wanted = ExportManifest.Of(options, ArchiveFolder.ReadId(options.Archive), ClosedRange.Firsts(options.Archive).FirstOrDefault());
        try
        {
            using var folder = ExportFolder.Open(options.To, wanted);
            if (options.What == ExportKind.Counts)
            {
                new CountExport(options, folder, logger) { Done = Done }.Run(stop);
                return;
            }

            using var posts = Posts?.Invoke(folder) ?? new PostExport(options, folder, time, logger) { Done = Done };
            posts.Run(stop);
        }
        catch (DuckDBException failure)
        {
            throw ExportException.Of(options, failure);
        }
    }
}
