using Orleans.Storage;
using TweetStream.Cluster.Records;

namespace TweetStream.Cluster.Stores;

/// <summary>The records of a service in PostgreSQL, each a row that is written only by who knows its ETag.</summary>
internal sealed class PostgresStorage(PostgresLink link, string service) : IGrainStorage
{
    private const string Read = "select etag, version, content from tweetstream_records where service = $1 and grain = $2 and name = $3";

    private const string ReadETag = "select etag from tweetstream_records where service = $1 and grain = $2 and name = $3";

    private const string Insert =
        """
        insert into tweetstream_records (service, grain, name, etag, version, content)
        values ($1, $2, $3, nextval('tweetstream_etags'), $4, $5)
        on conflict do nothing returning etag
        """;

    private const string Update =
        """
        update tweetstream_records set etag = nextval('tweetstream_etags'), version = $4, content = $5
        where service = $1 and grain = $2 and name = $3 and etag = $6 returning etag
        """;

    private const string Delete = "delete from tweetstream_records where service = $1 and grain = $2 and name = $3 and etag = $4";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = Own(grainState);
        await using var command = link.Command(Read, service, grainId.ToString(), stateName);
        await using var reader = await command.ExecuteReaderAsync();
        state.RecordExists = await reader.ReadAsync();
        state.ETag = state.RecordExists ? PostgresETag.Text(reader.GetInt64(0)) : null;
        state.State = state.RecordExists ? new() { Version = reader.GetInt32(1), Content = reader.GetFieldValue<byte[]>(2) } : new();
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">Somebody else has written or removed the record since it was read.</exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = Own(grainState);
        var bytes = state.State ?? new();
        await using var command = state.ETag is null
            ? link.Command(Insert, service, grainId.ToString(), stateName, bytes.Version, bytes.Content)
            : link.Command(Update, service, grainId.ToString(), stateName, bytes.Version, bytes.Content, PostgresETag.Number(state.ETag));
        if (await command.ExecuteScalarAsync() is not long etag)
            throw await ForeignAsync(stateName, grainId, state.ETag);
        (state.ETag, state.RecordExists) = (PostgresETag.Text(etag), true);
    }

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">Somebody else has written or removed the record since it was read.</exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = Own(grainState);
        await using var command = link.Command(Delete, service, grainId.ToString(), stateName, PostgresETag.Number(state.ETag));
        if (await command.ExecuteNonQueryAsync() == 0)
        {
            var foreign = await ForeignAsync(stateName, grainId, state.ETag);
            // One that was never there is as it should be.
            if ((foreign.StoredEtag, state.ETag) is not (null, null))
                throw foreign;
        }

        (state.ETag, state.RecordExists, state.State) = (null, false, new());
    }

    private async Task<InconsistentStateException> ForeignAsync(string name, GrainId grain, string? known)
    {
        await using var command = link.Command(ReadETag, service, grain.ToString(), name);
        var stored = await command.ExecuteScalarAsync() is long etag ? PostgresETag.Text(etag) : null;
        return new($"{name} of {grain} was written by somebody else", stored, known);
    }

    // Every record of ours goes through StoredRecord.
    private static IGrainState<StoredBytes> Own<T>(IGrainState<T> state) =>
        state as IGrainState<StoredBytes> ?? throw new NotSupportedException($"{typeof(T)} is not kept in PostgreSQL, {nameof(StoredBytes)} alone are");
}
