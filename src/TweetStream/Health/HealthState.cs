namespace TweetStream.Health;

/// <summary>What is wrong with a process, in plain words; nothing where all is well.</summary>
/// <param name="Stuck">What does not move any more and will not by itself: whoever watches the process may end it.</param>
/// <param name="Unready">What keeps it from its task for now; it goes on by itself when that is over.</param>
public sealed record HealthState(IReadOnlyList<string> Stuck, IReadOnlyList<string> Unready);
