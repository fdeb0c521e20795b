using CsCheck;
using TweetStream.Cluster.Placement;

namespace TweetStream.Tests.Cluster;

public sealed class EvenSpreadTests
{
    private static readonly Gen<string[]> Places = Gen.Int[0, 1000].HashSet[1, 12].Select(numbers => numbers.Select(number => $"silo {number}").ToArray());

    [Fact]
    public void No_silo_has_more_than_its_share() =>
        Gen.Select(Places, Gen.Int[1, 200]).Sample((places, numbers) =>
        {
            var spread = EvenSpread.Of(places, numbers);
            Assert.Equal(numbers, spread.Length);
            var most = (numbers + places.Length - 1) / places.Length;
            Assert.All(spread.CountBy(place => place), place => Assert.True(place.Value <= most));
        }, iter: 500);

    [Fact]
    public void A_silo_that_joins_takes_its_share_and_leaves_most_of_the_rest_where_it_was()
    {
        string[] three = ["silo 1", "silo 2", "silo 3"];
        var before = EvenSpread.Of(three, 64).Select(place => three[place]).ToArray();
        string[] four = [.. three, "silo 4"];
        var after = EvenSpread.Of(four, 64).Select(place => four[place]).ToArray();
        Assert.InRange(after.Count(place => place == "silo 4"), 10, 16);
        Assert.InRange(before.Zip(after).Count(pair => pair.First != pair.Second), 10, 32);
    }

    [Fact]
    public void All_places_that_see_the_same_silos_agree() =>
        Places.Sample(places => Assert.Equal(EvenSpread.Of(places, 64), EvenSpread.Of([.. places], 64)), iter: 50);
}
