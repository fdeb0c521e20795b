namespace TweetStream.Posts.Json;

/// <summary>What of the scalars in 64 bytes has not been found right at a glance: bit i tells of byte i.</summary>
/// <param name="Bytes">Bytes that may make a scalar wrong.</param>
/// <param name="Starts">Those of them that scalars start with.</param>
internal readonly record struct JsonDoubts(ulong Bytes, ulong Starts);
