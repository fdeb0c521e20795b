namespace TweetStream.Wire;

/// <summary>A place in a relay's stream.</summary>
/// <param name="Archive">Identity of the archive, or of the run of a relay that keeps none.</param>
/// <param name="Offset">Offset of the next post to read.</param>
public sealed record ArchivePosition(string Archive, long Offset);
