namespace TweetStream.Relay.Broadcasting;

/// <summary>Bytes on their way to one client.</summary>
/// <param name="Bytes">Whole lines.</param>
/// <param name="FirstOffset">Offset of the first post; negative where the lines are no posts.</param>
/// <param name="Posts">How many of the lines are posts.</param>
/// <param name="At">When it was put there, as a timestamp of the clock.</param>
/// <param name="IsKept">Whether the client can get the same from the archive.</param>
internal sealed record Parcel(ReadOnlyMemory<byte> Bytes, long FirstOffset, int Posts, long At, bool IsKept)
{
    /// <summary>Whether it is the one line that answers what the client said.</summary>
    public bool IsAnswer => Posts == 0;
}
