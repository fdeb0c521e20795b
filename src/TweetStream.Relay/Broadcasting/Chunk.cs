namespace TweetStream.Relay.Broadcasting;

/// <summary>Some whole lines, encoded once and shared by every client that gets them; never changed.</summary>
/// <param name="FirstOffset">Offset of the first post.</param>
/// <param name="Posts">How many posts, at least one; their offsets are consecutive.</param>
/// <param name="Text">As plain text; empty where no client wants text.</param>
/// <param name="Json">As NDJSON; empty where no client wants it.</param>
/// <param name="IsArchived">Whether the same posts can be read from the archive.</param>
internal sealed record Chunk(long FirstOffset, int Posts, ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Json, bool IsArchived);

/// <summary>What a client gets.</summary>
[Flags]
internal enum WireForms
{
    None = 0,
    Text = 1,
    Json = 2,
}
