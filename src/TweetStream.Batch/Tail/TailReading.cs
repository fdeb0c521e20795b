using TweetStream.Batch.Views;

namespace TweetStream.Batch.Tail;

/// <summary>Views and tail for one question, as they were at one moment. What changes meanwhile is for the next one.</summary>
/// <param name="archive">The folder of the archive.</param>
/// <param name="views">The folder of the views.</param>
/// <param name="state">What there is.</param>
/// <param name="files">Knows which files of views are whole.</param>
/// <param name="database">Has the tables of the tail's parts, and takes what else is counted.</param>
internal sealed class TailReading(string archive, string views, TailState state, WholeFiles files, CountDatabase database) : IDisposable
{
    public TailState State => state;

    public WholeFiles Files => files;

    public CountDatabase Database => database;

    /// <summary>Whether what it was made of is no longer there, so that a failure says nothing of what is there now.</summary>
    public bool IsOutdated()
    {
        var before = state.InForce;
        var now = ViewManifest.Read(views, before.Archive);
        return !(now?.HasSameFiles(before.Manifest) ?? before.Manifest is null) || !ClosedRange.Firsts(archive).IsSupersetOf(state.Parts.Select(part => part.Segment));
    }

    public void Dispose() => database.Dispose();
}
