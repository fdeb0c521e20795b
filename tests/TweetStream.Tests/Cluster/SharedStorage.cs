using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;
using TweetStream.Cluster.Records;

namespace TweetStream.Tests.Cluster;

/// <summary>A storage that outlives every silo, with ETags, and fails where a test asks for it.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), (string ETag, byte[] Content, int Version)> _records = new();
    private readonly Lock _gate = new();
    private long _writes;

    /// <summary>Whether a write fails before it is done; by the name of the record.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    public IEnumerable<string> Names => _records.Keys.Select(key => $"{key.Grain}/{key.Name}");

    /// <summary>Somebody else writes the same record as it is, which then has another ETag.</summary>
    public void Touch(Func<string, bool> which)
    {
        lock (_gate)
        {
            foreach (var (key, record) in _records.ToArray())
            {
                if (which($"{key.Grain}/{key.Name}"))
                    _records[key] = record with { ETag = "foreign" };
            }
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            grainState.RecordExists = _records.TryGetValue((grainId, stateName), out var record);
            grainState.ETag = grainState.RecordExists ? record.ETag : null;
            grainState.State = (T)(object)new StoredBytes { Version = record.Version, Content = record.Content ?? [] };
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Fails(stateName))
            throw new IOException("the storage cannot be reached");
        lock (_gate)
        {
            Require(stateName, grainId, grainState);
            var bytes = (StoredBytes)(object)grainState.State!;
            grainState.ETag = (++_writes).ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
            _records[(grainId, stateName)] = (grainState.ETag, bytes.Content, bytes.Version);
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            Require(stateName, grainId, grainState);
            _records.TryRemove((grainId, stateName), out _);
            (grainState.ETag, grainState.RecordExists) = (null, false);
        }

        return Task.CompletedTask;
    }

    private void Require<T>(string name, GrainId grain, IGrainState<T> state)
    {
        var stored = _records.TryGetValue((grain, name), out var record) ? record.ETag : null;
        if (stored != state.ETag)
            throw new InconsistentStateException($"{name} of {grain} was written by somebody else", stored, state.ETag);
    }
}
