namespace TweetStream.Cluster;

/// <summary>Where a cluster stands; silos are told of by Orleans. Times are in ms since the Unix epoch.</summary>
/// <param name="Sources">Each relay.</param>
/// <param name="Partitions">Each part of the tags, in the order of their numbers.</param>
/// <param name="Watermark">Every window that ends before it, and before the lateness that is allowed, is counted everywhere; null before the first.</param>
/// <param name="LastWindowEnd">End of the last window that was written; null before the first.</param>
/// <param name="Windows">Windows written since the cluster began.</param>
/// <param name="Writer">The silo that writes them.</param>
[GenerateSerializer, Immutable]
public sealed record ClusterStatus(
    [property: Id(0)] IReadOnlyList<SourceStatus> Sources,
    [property: Id(1)] IReadOnlyList<PartitionStatus> Partitions,
    [property: Id(2)] long? Watermark,
    [property: Id(3)] long? LastWindowEnd,
    [property: Id(4)] long Windows,
    [property: Id(5)] string? Writer);

/// <summary>How far a relay has been read.</summary>
/// <param name="Relay">Its address.</param>
/// <param name="Silo">Where it is read; null where nobody answers for it.</param>
/// <param name="Archive">Identity of its archive; null before it answered.</param>
/// <param name="Offset">The next post that some partition wants.</param>
/// <param name="LastOffset">The last post that was there when the relay answered; -1 while there was none.</param>
/// <param name="LastPost">Time of the latest post; null before the first.</param>
/// <param name="IsIdle">Whether it holds no windows, because no post came for so long.</param>
/// <param name="Rewinds">How often reading went back to where a partition stands, since the source came to this silo.</param>
/// <param name="Problem">Why nothing can come for now, for a person; null while something can.</param>
[GenerateSerializer, Immutable]
public sealed record SourceStatus(
    [property: Id(0)] string Relay,
    [property: Id(1)] string? Silo,
    [property: Id(2)] string? Archive,
    [property: Id(3)] long Offset,
    [property: Id(4)] long LastOffset,
    [property: Id(5)] long? LastPost,
    [property: Id(6)] bool IsIdle,
    [property: Id(7)] long Rewinds,
    [property: Id(8)] string? Problem);

/// <summary>How far one part of the tags is counted.</summary>
/// <param name="Number">Its number, from 0 on.</param>
/// <param name="Silo">Where it is counted; null where nobody answers for it.</param>
/// <param name="Watermark">Windows that end before it, and before the lateness that is allowed, are closed; null before the first.</param>
/// <param name="Offsets">The next post wanted of each relay, in the order of the options; -1 where none was asked yet.</param>
/// <param name="Spellings">Spellings of tags that are held in memory.</param>
/// <param name="Waiting">Closed windows that are not written yet.</param>
/// <param name="CheckpointAge">How long ago the newest checkpoint was written; null before the first in this silo.</param>
/// <param name="Problem">Why it does not count, for a person; null while it does.</param>
[GenerateSerializer, Immutable]
public sealed record PartitionStatus(
    [property: Id(0)] int Number,
    [property: Id(1)] string? Silo,
    [property: Id(2)] long? Watermark,
    [property: Id(3)] IReadOnlyList<long> Offsets,
    [property: Id(4)] int Spellings,
    [property: Id(5)] int Waiting,
    [property: Id(6)] TimeSpan? CheckpointAge,
    [property: Id(7)] string? Problem);
