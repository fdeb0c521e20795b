namespace TweetStream.Cluster.Records;

/// <summary>
/// How far a relay is counted, and all that its source must know to go on from there exactly as if it had never stopped.
/// </summary>
/// <param name="Archive">Identity of the relay's archive; null before it answered for the first time.</param>
/// <param name="Offset">The next post wanted.</param>
/// <param name="Latest">The latest time of a post that carries its own, in ms since the Unix epoch; null before the first.</param>
/// <param name="LastPost">Time of the post that came last, in ms since the Unix epoch; null before the first.</param>
/// <param name="IsIdle">Whether no post came for so long that nobody waits for it.</param>
[GenerateSerializer, Immutable]
public sealed record SourcePoint(
    [property: Id(0)] string? Archive,
    [property: Id(1)] long Offset,
    [property: Id(2)] long? Latest = null,
    [property: Id(3)] long? LastPost = null,
    [property: Id(4)] bool IsIdle = false);
