using CsCheck;
using Orleans.Storage;
using TweetStream.Cluster.Records;
using TweetStream.Cluster.Stores;

namespace TweetStream.Tests.Cluster;

/// <summary>That a record in PostgreSQL is written by nobody who has not read it as it is.</summary>
[Collection(nameof(PostgresDatabase))]
public sealed class PostgresStorageTests(PostgresDatabase database)
{
    private static readonly GrainId Grain = GrainId.Create("partition", "3");
    private static readonly Gen<(int Writer, int Record, Act Act, byte Content)[]> Acts = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Enum<Act>(), Gen.Byte).Array[1, 25];

    [SkippableFact]
    public async Task Whatever_several_writers_do_is_refused_and_kept_as_by_a_storage_in_memory()
    {
        var link = await database.OpenAsync();
        await Acts.SampleAsync(async acts =>
        {
            var (kept, model) = (new PostgresStorage(link, Guid.NewGuid().ToString()), new SharedStorage());
            var (states, known) = (new GrainState<StoredBytes>[3, 2], new GrainState<StoredBytes>[3, 2]);
            foreach (var (writer, record, act, content) in acts)
            {
                var (state, expected) = (states[writer, record] ??= new(), known[writer, record] ??= new());
                var (done, should) = (await DoAsync(kept, act, record, state, content), await DoAsync(model, act, record, expected, content));
                Assert.Equal(should, done);
                Assert.Equal(expected.RecordExists, state.RecordExists);
                if (act == Act.Read)
                    Assert.Equal(Text(expected), Text(state));
            }
        }, iter: 40, threads: 1);
    }

    [SkippableFact]
    public async Task Of_those_who_write_at_once_one_gets_through_and_the_others_are_told_both_etags()
    {
        const int writers = 6;
        var storages = await Task.WhenAll(Enumerable.Range(0, writers).Select(async _ => new PostgresStorage(await database.OpenAsync(), nameof(Of_those_who_write_at_once_one_gets_through_and_the_others_are_told_both_etags))));
        var states = storages.Select(_ => new GrainState<StoredBytes>()).ToList();
        for (var round = 0; round < 5; round++)
        {
            var before = states[0].ETag;
            var refusals = await Task.WhenAll(storages.Select(async (storage, writer) =>
            {
                states[writer].State = Bytes((byte)writer);
                return await RefusalAsync(() => storage.WriteStateAsync("checkpoint", Grain, states[writer]));
            }));
            var first = Assert.Single(Enumerable.Range(0, writers), writer => refusals[writer] is null);
            Assert.All(refusals.OfType<InconsistentStateException>(), refusal => Assert.Equal((states[first].ETag, before), (refusal.StoredEtag, refusal.CurrentEtag)));
            for (var writer = 0; writer < writers; writer++)
            {
                await storages[writer].ReadStateAsync("checkpoint", Grain, states[writer]);
                Assert.Equal(Text(new() { State = Bytes((byte)first) }), Text(states[writer]));
            }
        }
    }

    [SkippableFact]
    public async Task A_record_that_was_removed_and_written_anew_is_another()
    {
        var storage = new PostgresStorage(await database.OpenAsync(), nameof(A_record_that_was_removed_and_written_anew_is_another));
        var (early, late) = (new GrainState<StoredBytes> { State = Bytes(1) }, new GrainState<StoredBytes> { State = Bytes(2) });
        await storage.WriteStateAsync("checkpoint", Grain, early);
        await storage.ReadStateAsync("checkpoint", Grain, late);
        await storage.ClearStateAsync("checkpoint", Grain, late);
        Assert.Equal((null, false), (late.ETag, late.RecordExists));
        late.State = Bytes(3);
        await storage.WriteStateAsync("checkpoint", Grain, late);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("checkpoint", Grain, early));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("checkpoint", Grain, early));
    }

    [SkippableFact]
    public async Task Records_are_apart_by_service_grain_and_name_and_as_long_as_they_need_to_be()
    {
        var link = await database.OpenAsync();
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        var records = (from service in new[] { "it's", "it's not" } from grain in new[] { Grain, GrainId.Create("partition", "4") } from name in new[] { "pane-1", "'; drop table tweetstream_records; --" } select (Storage: new PostgresStorage(link, service), grain, name)).ToList();
        for (var number = 0; number < records.Count; number++)
        {
            var (storage, grain, name) = records[number];
            await storage.WriteStateAsync(name, grain, new GrainState<StoredBytes> { State = new() { Version = number, Content = number == 0 ? content : [(byte)number] } });
        }

        for (var number = 0; number < records.Count; number++)
        {
            var (storage, grain, name) = records[number];
            var read = new GrainState<StoredBytes>();
            await storage.ReadStateAsync(name, grain, read);
            Assert.Equal(number, read.State?.Version);
            Assert.Equal(number == 0 ? content : [(byte)number], read.State?.Content);
        }
    }

    private static async Task<bool> DoAsync(IGrainStorage storage, Act act, int record, GrainState<StoredBytes> state, byte content)
    {
        var name = record == 0 ? "checkpoint" : "pane";
        if (act == Act.Write)
            state.State = Bytes(content);
        return await RefusalAsync(() => act switch
        {
            Act.Read => storage.ReadStateAsync(name, Grain, state),
            Act.Write => storage.WriteStateAsync(name, Grain, state),
            _ => storage.ClearStateAsync(name, Grain, state),
        }) is null;
    }

    private static async Task<InconsistentStateException?> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (InconsistentStateException refusal)
        {
            return refusal;
        }
    }

    private static string Text(GrainState<StoredBytes> state) => $"{state.State?.Version}: {Convert.ToHexString(state.State?.Content ?? [])}";

    private static StoredBytes Bytes(byte content) => new() { Version = 1, Content = [content] };

    private enum Act
    {
        Read,
        Write,
        Clear,
    }
}
