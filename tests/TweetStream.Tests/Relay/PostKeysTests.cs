using CsCheck;
using TweetStream.Relay;

namespace TweetStream.Tests.Relay;

public sealed class PostKeysTests
{
    // Few keys, so that many come again, in clusters that meet at the table's end, and 0, which is what an empty slot holds.
    private static readonly Gen<ulong> Key = Gen.OneOf(Gen.ULong, Gen.ULong[0, 20_000], Gen.ULong[0, 500].Select(low => ulong.MaxValue - low));

    [Fact]
    public void It_knows_the_keys_that_a_set_knows_while_it_grows_and_after_it_forgot_all()
    {
        Gen.Select(Key.Array[0, 30_000], Key.Array[0, 5_000]).Sample(
            (before, after) =>
            {
                var keys = new PostKeys();
                AssertKnows(keys, before);
                keys.Clear();
                AssertKnows(keys, after);
            },
            iter: 50);
    }

    private static void AssertKnows(PostKeys keys, ulong[] added)
    {
        // 0 and 1 are one key.
        var model = new HashSet<ulong>();
        foreach (var key in added)
        {
            Assert.Equal(model.Contains(Math.Max(key, 1)), keys.Contains(key));
            Assert.Equal(model.Add(Math.Max(key, 1)), keys.Add(key));
            Assert.Equal(model.Count, keys.Count);
        }

        Assert.All(added, key => Assert.True(keys.Contains(key)));
    }
}
