using System.Text;

namespace TweetStream.Cluster.Records;

/// <summary>
/// What was counted of one pane: the spellings of tags in the order in which they were first seen, each with its count. Knows
/// no numbers of spellings, which are each process's own.
/// </summary>
/// <param name="Number">Number of the pane.</param>
/// <param name="Posts">Posts of the pane, where these are told to this partition.</param>
/// <param name="Spellings">In UTF-8 without their sign, one after the other.</param>
/// <param name="Lengths">Of each spelling, in bytes.</param>
/// <param name="Counts">Of each spelling; above 0.</param>
[GenerateSerializer, Immutable]
public sealed record PaneCounts(
    [property: Id(0)] long Number,
    [property: Id(1)] long Posts,
    [property: Id(2)] byte[] Spellings,
    [property: Id(3)] int[] Lengths,
    [property: Id(4)] int[] Counts)
{
    public override string ToString() => FormattableString.Invariant($"pane {Number}: {Posts} posts, {Counts.Length} tags in {Encoding.UTF8.GetString(Spellings)}");
}
