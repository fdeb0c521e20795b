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

    [Fact]
    public void Windows_that_were_saved_and_restored_go_on_as_if_nothing_had_been() =>
        Gen.Select(Specs, Posts, Gen.Int[0, 60].HashSet[0, 5], Gen.Int[0, 60]).Sample((spec, posts, saves, renumbering) =>
        {
            var plain = new Timeline(spec);
            var restored = new Timeline(spec);
            var time = 0L;
            for (var i = 0; i < posts.Length; i++)
            {
                time += posts[i].Step;
                plain.Post(time, posts[i].Tags);
                restored.Post(time, posts[i].Tags);
                if (i == renumbering)
                    restored.Renumber();
                if (saves.Contains(i))
                    restored.SaveAndRestore();
                if (i % 4 == 0)
                    Assert.Equal(Full(plain.Peek()), Full(restored.Peek()));
            }

            plain.End();
            restored.End();
            Assert.Equal(plain.Closed.Select(Full), restored.Closed.Select(Full));
            Assert.Equal(plain.Late, restored.Late);
            Assert.Equal(plain.Watermark, restored.Watermark);
        }, iter: 5_000);

    [Fact]
    public void A_saved_state_that_cannot_be_is_refused_and_nothing_worse() =>
        Gen.Select(Specs, Posts, Gen.Int[0, 1000], Gen.Byte).Sample((spec, posts, at, value) =>
        {
            var timeline = new Timeline(spec);
            var time = 0L;
            foreach (var (step, tags) in posts)
                timeline.Post(time += step, tags);
            var saved = timeline.Save();
            Assert.IsType<InvalidDataException>(Restored(spec, saved[..(at % saved.Length)]));
            saved[at % saved.Length] = value;
            Assert.True(Restored(spec, saved) is null or InvalidDataException);
        }, iter: 5_000);

    private static Exception? Restored(WindowSpec spec, byte[] saved) => Record.Exception(() =>
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        new SlidingCounts(spec).Restore(reader, ids: 4);
    });

    private static string Full(ClosedWindow? window) => window is null ? "" : $"{window} {window.Posts} / {string.Join(' ', window.Previous)}";
}
