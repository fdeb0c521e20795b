using CsCheck;
using TweetStream.Bytes;

namespace TweetStream.Tests.Bytes;

public sealed class GrowingListTests
{
    private const int Page = 512;

    // Past the first block, whatever was in memory before.
    [Fact]
    public void What_was_never_written_is_zero_and_what_was_stays_however_a_list_grows() =>
        Gen.Int[1, 200_000].Array[1, 15].Sample(steps =>
        {
            LeaveRubbish();
            var list = new Blocks<long>();
            var length = 0;
            foreach (var step in steps)
            {
                var before = list.Capacity;
                length += step;
                list.Reserve(length);
                Assert.True(list.Capacity >= length);
                var wrong = 0;
                for (var place = 0; place < list.Capacity; place++)
                {
                    wrong += list[place] == (place < before ? place + 1 : 0) ? 0 : 1;
                    list[place] = place + 1;
                }

                Assert.Equal(0, wrong);
                // A short list has no second page.
                if (list.Capacity >= 2 * Page)
                    Assert.Equal(list[Page], list.Slice(Page, Page)[0]);
            }
        }, iter: 10, threads: 1);

    private static void LeaveRubbish()
    {
        for (var length = 256; length <= 1 << 20; length *= 2)
            new long[length].AsSpan().Fill(-1);
        GC.Collect();
    }
}
