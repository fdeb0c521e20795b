namespace TweetStream.Benchmarks.Contenders;

/// <summary>What a contender who takes strings makes of a line.</summary>
/// <param name="Time">When it counts, in ms.</param>
/// <param name="Tags">In lower case, each once.</param>
internal readonly record struct TaggedPost(long Time, IReadOnlyList<string> Tags);
