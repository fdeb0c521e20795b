using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Views;

/// <summary>In which hours a segment has posts. Clients may date a post as they like, so that a segment of an hour holds posts of any year.</summary>
internal static class BusyHours
{
    /// <summary>So many stretches at most: beyond, those that are nearest to each other become one.</summary>
    public const int Most = 64;

    /// <param name="buckets">Starts of buckets that have posts, in no order.</param>
    /// <returns>Stretches of whole hours in order, which do not touch.</returns>
    public static IReadOnlyList<Stretch> Of(IEnumerable<long> buckets)
    {
        var hours = buckets.Select(Level.Hour.Floor).Distinct().Order().ToArray();
        if (hours.Length == 0)
            return [];
        // The widest gaps stay; of equal ones the earlier.
        var gaps = Enumerable.Range(1, hours.Length - 1)
            .Where(hour => hours[hour] - hours[hour - 1] > Level.Hour.Size)
            .OrderByDescending(hour => hours[hour] - hours[hour - 1]).ThenBy(hour => hour)
            .Take(Most - 1).Order();
        var busy = new List<Stretch>();
        var from = 0;
        foreach (var after in gaps.Append(hours.Length))
        {
            busy.Add(new(hours[from], hours[after - 1] + Level.Hour.Size));
            from = after;
        }

        return busy;
    }
}
