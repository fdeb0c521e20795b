using TweetStream.Archive;

namespace TweetStream.Batch.Export;

/// <summary>
/// The folder of an export, held by one writer. Owns that there are whole files in it or none, what it may hold to be one,
/// and what a killed run has left; which rows are in the files is not its business.
/// <code>
/// export  = ".export/" ( "export.json" / "lock" / scratch ) / "day=" day "/" file
/// </code>
/// Readers of Parquet pass over folders whose name begins with a dot.
/// </summary>
internal sealed class ExportFolder : IDisposable
{
    private const string Own = ".export";
    private readonly string _folder;
    private readonly FileStream _lock;

    private ExportFolder(string folder, FileStream held, ExportManifest manifest) => (_folder, _lock, Manifest) = (folder, held, manifest);

    /// <summary>What it is of and how far it has come.</summary>
    public ExportManifest Manifest { get; private set; }

    private string ManifestPath => Path.Combine(_folder, Own, "export.json");

    private string Scratch => Path.Combine(_folder, Own, "scratch");

    /// <exception cref="ExportException">It holds something else, an export of something else, or is being written.</exception>
    public static ExportFolder Open(string folder, ExportManifest wanted)
    {
        var manifest = Path.Combine(folder, Own, "export.json");
        Directory.CreateDirectory(folder);
        if (!File.Exists(manifest) && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(path => Path.GetFileName(path) is not (Own or "lost+found")) is { } foreign)
            throw new ExportException($"{folder} is no export, and not empty: there is {Path.GetFileName(foreign)} in it; give an empty or a new folder");
        Directory.CreateDirectory(Path.Combine(folder, Own));
        var held = TakeLock(folder);
        try
        {
            var before = ExportManifest.Read(manifest);
            if (before?.Differs(wanted) is { } difference)
                throw new ExportException($"{folder} holds an export {difference}; give another folder");
            DurableFile.Tidy(Path.Combine(folder, Own));
            foreach (var day in Directory.GetDirectories(folder).Where(ExportDay.IsFolder))
                DurableFile.Tidy(day);
            // Before its first file a folder says what it is, so that it is known again after a crash.
            var opened = new ExportFolder(folder, held, before ?? wanted);
            if (before is null)
                opened.Commit(wanted);
            return opened;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Says how far it has come.</summary>
    public void Commit(ExportManifest manifest)
    {
        manifest.Write(ManifestPath);
        Manifest = manifest;
    }

    /// <summary>Where the file of a day is, or would be.</summary>
    public string PathOf(ExportDay day, string name) => Path.Combine(_folder, day.Folder, name);

    /// <summary>Puts a whole file in its place, be there one already or not.</summary>
    /// <param name="day">Its day.</param>
    /// <param name="name">Its name.</param>
    /// <param name="write">Writes it where it is told to.</param>
    public void Put(ExportDay day, string name, Action<string> write)
    {
        try
        {
            write(Scratch);
            Directory.CreateDirectory(Path.Combine(_folder, day.Folder));
            DurableFile.Replace(PathOf(day, name), file =>
            {
                using var written = File.OpenRead(Scratch);
                written.CopyTo(file);
            });
        }
        finally
        {
            File.Delete(Scratch);
        }
    }

    /// <summary>Removes the files that are chosen by their names.</summary>
    public void Remove(Func<string, bool> isChosen)
    {
        foreach (var file in Directory.GetDirectories(_folder).Where(ExportDay.IsFolder).SelectMany(Directory.GetFiles).Where(path => isChosen(Path.GetFileName(path))))
            File.Delete(file);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string folder)
    {
        try
        {
            return FolderLock.Take(Path.Combine(folder, Own));
        }
        catch (IOException refusal) when (FolderLock.IsTaken(refusal))
        {
            throw new ExportException($"another tweetstream export is at work on {folder}; let it end, or give another folder", refusal);
        }
    }
}
