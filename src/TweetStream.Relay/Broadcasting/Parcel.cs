namespace TweetStream.Relay.Broadcasting;

/// <summary>Bytes on their way to one client.</summary>
/// <param name="Bytes">Whole lines.</param>
/// <param name="Chunk">Whose lines they are, held for this parcel; null where the lines are no posts.</param>
/// <param name="At">When it was put there, as a timestamp of the clock.</param>
/// <param name="IsKept">Whether the client can get the same from the archive.</param>
internal readonly record struct Parcel(ReadOnlyMemory<byte> Bytes, Chunk? Chunk, long At, bool IsKept)
{
    /// <summary>Whether it is the one line that answers what the client said.</summary>
    public bool IsAnswer => Chunk is null;

    /// <summary>Offset of the first post; negative where the lines are no posts.</summary>
    public long FirstOffset => Chunk?.FirstOffset ?? -1;

    /// <summary>How many of the lines are posts.</summary>
    public int Posts => Chunk?.Posts ?? 0;
}
