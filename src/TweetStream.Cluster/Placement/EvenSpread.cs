using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace TweetStream.Cluster.Placement;

/// <summary>
/// Divides numbers among places: none has more than its share, rounded up, and when a place comes or goes few numbers move
/// that need not. Each number prefers places by a hash of both, and takes the first one that is not full. Pure.
/// </summary>
internal static class EvenSpread
{
    /// <returns>For each number from 0 on the index of its place.</returns>
    public static int[] Of(IReadOnlyList<string> places, int numbers)
    {
        var most = (numbers + places.Count - 1) / places.Count;
        var taken = new int[places.Count];
        var of = new int[numbers];
        for (var number = 0; number < numbers; number++)
        {
            var best = -1;
            var highest = 0UL;
            for (var place = 0; place < places.Count; place++)
            {
                var preference = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{places[place]} {number}")));
                if (taken[place] < most && (best < 0 || preference > highest))
                    (best, highest) = (place, preference);
            }

            taken[best]++;
            of[number] = best;
        }

        return of;
    }
}
