using System.Collections.Concurrent;

namespace TweetStream.Batch.Views;

/// <summary>
/// Which files of views were read and found as they were written. A long-lived process reads each once, and again when
/// somebody wrote to it. For any number of threads.
/// </summary>
internal sealed class WholeFiles
{
    private readonly ConcurrentDictionary<(string Path, string Sha256), long> _whole = new();

    /// <exception cref="ViewsException">It is damaged or missing.</exception>
    public void Check(string folder, ViewFile file)
    {
        var path = Path.Combine(folder, file.Name);
        var modified = ViewFile.ModifiedOf(path);
        if (_whole.TryGetValue((path, file.Sha256), out var then) && then == modified && (file with { Modified = then }).IsUntouched(folder))
            return;
        if (!file.IsWhole(folder))
        {
            throw new ViewsException(file.IsUntouched(folder)
                ? $"the view {file.Name} is damaged, though nobody has written to it since it was made; remove it and run tweetstream batch, which makes it anew"
                : $"the view {file.Name} is damaged or missing; run tweetstream batch, which makes it anew");
        }

        _whole[(path, file.Sha256)] = modified;
    }
}
