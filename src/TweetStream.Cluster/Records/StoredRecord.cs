using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace TweetStream.Cluster.Records;

/// <summary>
/// One record of the silos' storage with the ETag that guards it: whoever read or wrote it before somebody else did cannot
/// write it any more. The bytes are of our own version, whatever serializer the storage has.
/// </summary>
/// <typeparam name="T">What the record holds.</typeparam>
/// <param name="services">Of the silo.</param>
/// <param name="grain">Whose record it is.</param>
/// <param name="name">Which of them.</param>
internal sealed class StoredRecord<T>(IServiceProvider services, GrainId grain, string name)
    where T : class
{
    private const int Version = 1;
    private readonly IGrainStorage _storage = services.GetRequiredKeyedService<IGrainStorage>(ClusterOptions.StorageName);
    private readonly Serializer<T> _serializer = services.GetRequiredService<Serializer<T>>();
    private readonly GrainState<StoredBytes> _state = new();

    /// <summary>What was read or written last; null where there is none.</summary>
    public T? Value { get; private set; }

    /// <exception cref="ClusterException">A newer program wrote it.</exception>
    public async Task ReadAsync()
    {
        await _storage.ReadStateAsync(name, grain, _state);
        Value = null;
        if (!_state.RecordExists || _state.State is not { Content.Length: > 0 } stored)
            return;
        if (stored.Version != Version)
            throw new ClusterException(FormattableString.Invariant($"the record {name} of {grain} has the format {stored.Version}, and this program knows {Version}: a newer one wrote it"));
        Value = _serializer.Deserialize(stored.Content);
    }

    /// <exception cref="InconsistentStateException">Somebody else has written it since it was read.</exception>
    public async Task WriteAsync(T value)
    {
        _state.State = new() { Version = Version, Content = _serializer.SerializeToArray(value) };
        await _storage.WriteStateAsync(name, grain, _state);
        Value = value;
    }

    /// <summary>Removes it, whoever wrote it.</summary>
    public async Task RemoveAsync()
    {
        await _storage.ReadStateAsync(name, grain, _state);
        if (_state.RecordExists)
            await _storage.ClearStateAsync(name, grain, _state);
    }
}

/// <summary>A record as the storage has it.</summary>
[GenerateSerializer]
public sealed class StoredBytes
{
    [Id(0)]
    public int Version { get; set; }

    [Id(1)]
    public byte[] Content { get; set; } = [];
}
