using System.ComponentModel;
using System.Text.Json.Serialization;
using TweetStream.Batch.Tail;
using TweetStream.Trends;

namespace TweetStream.Batch.Serving;

/// <summary>What there is to answer from, under the names that an answer has.</summary>
internal sealed record StateView(
    [property: Description("Identity of the archive.")] string Archive,
    [property: Description("H: posts below this offset are in views; missing where there are none to be used.")][property: JsonPropertyName("views_until")] long? ViewsUntil,
    [property: Description("The live offset: posts from H up to here are in the live tail.")] long Until,
    [property: Description("Posts that are counted.")] long Posts,
    [property: Description("Offsets whose posts are neither in a view nor in the archive.")] long Missing,
    [property: Description("Posts that have no time and are in no answer.")] long Untimed,
    [property: Description("Lines that hold no post that can be read.")] long Unreadable,
    [property: Description("Time of the earliest post: ISO 8601, in UTC; missing where there is none.")] string? Earliest,
    [property: Description("Time of the latest post.")] string? Latest,
    [property: Description("Segments that have views.")] int Views,
    [property: Description("Posts in the live tail.")] long Tail,
    [property: Description("Why less than all views are used; missing where all are.")] string? Notice)
{
    public static StateView Of(TailState state) => new(
        state.InForce.Archive, state.InForce.Usable?.Until, state.Until, state.Posts, state.Missing, state.Untimed, state.Unreadable,
        Iso(state.Earliest), Iso(state.Latest), state.InForce.Usable?.Views.Count ?? 0, state.Parts.Sum(part => part.Posts), state.InForce.Notice);

    private static string? Iso(long? time) => time is { } known ? SnapshotJson.Iso(DateTimeOffset.FromUnixTimeMilliseconds(known)) : null;
}
