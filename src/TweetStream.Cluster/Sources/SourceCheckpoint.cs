namespace TweetStream.Cluster.Sources;

/// <summary>Where a source began, once and for all: partitions that never heard of it begin there too.</summary>
/// <param name="Options">What it was made with, as <see cref="Fingerprint"/> writes it.</param>
/// <param name="Archive">Identity of the relay's archive.</param>
/// <param name="Offset">Offset of the first post that is counted.</param>
[GenerateSerializer, Immutable]
public sealed record SourceCheckpoint([property: Id(0)] string Options, [property: Id(1)] string Archive, [property: Id(2)] long Offset);
