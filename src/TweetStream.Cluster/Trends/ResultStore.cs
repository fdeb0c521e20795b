using Orleans.Storage;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Trends;

/// <summary>
/// The results in the silos' storage, each a record of its own that is written once, and how far they are written. Keeps those
/// that were read or written lately in memory.
/// </summary>
internal sealed class ResultStore(IServiceProvider services, GrainId grain, int kept)
{
    private readonly Dictionary<long, WindowResult> _known = [];
    private readonly StoredRecord<TrendsCheckpoint> _checkpoint = new(services, grain, "checkpoint");

    /// <summary>How far the results are written; null before the first.</summary>
    public TrendsCheckpoint? Checkpoint => _checkpoint.Value;

    public Task ReadAsync() => _checkpoint.ReadAsync();

    public Task BeginAsync(string options) => _checkpoint.WriteAsync(new() { Options = options });

    /// <summary>Writes a result unless it is there, and then that it is. What is there stays as it is.</summary>
    /// <exception cref="InconsistentStateException">Another activation has gone on meanwhile: what this one knows is past.</exception>
    public async Task WriteAsync(WindowResult result)
    {
        var record = Result(result.Window);
        try
        {
            await record.WriteAsync(result);
        }
        catch (InconsistentStateException)
        {
            await record.ReadAsync();
        }

        var before = _checkpoint.Value!;
        long[] all = [.. before.Kept, result.Window];
        await _checkpoint.WriteAsync(before with { Next = result.Window + 1, Kept = all[Math.Max(0, all.Length - kept)..], Windows = before.Windows + 1 });
        _known[result.Window] = record.Value ?? result;
        foreach (var old in all[..Math.Max(0, all.Length - kept)])
        {
            _known.Remove(old);
            await Result(old).RemoveAsync();
        }
    }

    /// <summary>A result; null where it is not kept any more.</summary>
    public async Task<WindowResult?> ReadAsync(long window)
    {
        if (_known.TryGetValue(window, out var known))
            return known;
        var record = Result(window);
        await record.ReadAsync();
        if (record.Value is { } result && Checkpoint?.Kept.Contains(window) == true)
            _known[window] = result;
        return record.Value;
    }

    private StoredRecord<WindowResult> Result(long window) => new(services, grain, FormattableString.Invariant($"window-{window}"));
}
