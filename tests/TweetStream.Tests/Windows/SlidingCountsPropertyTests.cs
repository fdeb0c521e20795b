using CsCheck;
using TweetStream.Windows;

namespace TweetStream.Tests.Windows;

public sealed class SlidingCountsPropertyTests
{
    private static readonly Gen<WindowSpec> Specs =
        from size in Gen.Long[1, 40]
        from slide in Gen.Long[1, 40]
        from offset in Gen.Long[1 - slide, slide - 1]
        from delay in Gen.Frequency((1, Gen.Const(0L)), (1, Gen.Long[0, 60]))
        from lateness in Gen.Frequency((2, Gen.Const(0L)), (1, Gen.Long[1, 60]))
        select new WindowSpec(size, slide, offset, delay, lateness);

    private static readonly Gen<(long Step, string[] Tags)[]> Posts =
        Gen.Select(
            Gen.Frequency((8, Gen.Long[-20, 25]), (1, Gen.Long[-200, 400])),
            Gen.OneOf("a", "b", "c", "d").Array[0, 3]).Array[0, 60];

    [Fact]
    public void The_running_totals_equal_a_sum_over_every_assignment() =>
        Gen.Select(Specs, Posts, Gen.Long[-500, 500]).Sample((spec, posts, start) =>
        {
            var naive = new NaiveWindows(spec);
            var timeline = new Timeline(spec);
            var time = start;
            foreach (var (step, tags) in posts)
            {
                time += step;
                naive.Post(time, tags);
                timeline.Post(time, tags);
            }

            naive.End();
            timeline.End();
            Assert.Equal(naive.Closed, timeline.Closed.Select(window => window.ToString()));
            Assert.Equal(naive.Late, timeline.Late);
        }, iter: 5_000);

    [Fact]
    public void New_numbers_for_the_ids_change_no_result() =>
        Gen.Select(Specs, Posts, Gen.Int[0, 60]).Sample((spec, posts, at) =>
        {
            var plain = new Timeline(spec);
            var renumbered = new Timeline(spec);
            var time = 0L;
            for (var i = 0; i < posts.Length; i++)
            {
                time += posts[i].Step;
                plain.Post(time, posts[i].Tags);
                renumbered.Post(time, posts[i].Tags);
                if (i == at)
                    renumbered.Renumber();
            }

            plain.End();
            renumbered.End();
            Assert.Equal(plain.Closed.Select(Full), renumbered.Closed.Select(Full));
        }, iter: 3_000);

    private static string Full(ClosedWindow window) => $"{window} {window.Posts} / {string.Join(' ', window.Previous)}";
}
