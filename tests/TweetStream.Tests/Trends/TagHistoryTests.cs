using System.Text;
using CsCheck;
using TweetStream.Hashtags;
using TweetStream.Trends;

namespace TweetStream.Tests.Trends;

public sealed class TagHistoryTests
{
    private const int Size = 10_000, Keys = 6;

    private static readonly Gen<(int Pause, int Posts, int[] Counts)[]> Windows =
        Gen.Select(Gen.Int[1, 3 * Size], Gen.Int[0, 500], Gen.OneOf(Gen.Const(0), Gen.Int[0, 200]).Array[0, Keys]).Array[1, 40];

    [Fact]
    public void The_worked_example_of_the_documentation_holds()
    {
        const int coffee = 0, goal = 1, typo = 2;
        var history = new TagHistory(Size);
        Assert.False(history.CanCompare(100, Size));
        history.Learn([20], 100, Size);
        history.Learn([22], 100, 2 * Size);
        history.Learn([18], 100, 3 * Size);
        Assert.True(history.CanCompare(100, 4 * Size));
        Assert.Equal(0.157, history.Score(coffee, 21, 100), 3);
        Assert.Equal(2.0, history.Score(goal, 15, 100), 3);
        Assert.Equal(-0.8, history.Score(typo, 1, 100), 3);
    }

    [Fact]
    public void Scores_are_those_of_the_definition_whatever_is_renumbered_and_restored_on_the_way() =>
        Gen.Select(Windows, Gen.Int[1, 8], Gen.Int[1, 8]).Sample((windows, renumberEvery, restoreEvery) =>
        {
            var naive = new NaiveTagHistory(Size);
            var history = new TagHistory(Size);
            var names = Enumerable.Range(0, Keys).ToArray(); // number of each key of the model
            var end = 0L;
            for (var i = 0; i < windows.Length; i++)
            {
                var (pause, posts, counts) = windows[i];
                end += pause;
                Assert.Equal(naive.CanCompare(posts, end), history.CanCompare(posts, end));
                for (var key = 0; key < Keys && naive.HasLearned && posts > 0; key++)
                {
                    var count = key < counts.Length ? counts[key] : 0;
                    Assert.Equal(naive.Score(key, count, posts), history.Score(names[key], count, posts), 1e-9);
                }

                naive.Learn(counts, posts, end);
                history.Learn([.. Enumerable.Range(0, Keys).Select(number => Array.IndexOf(names, number) is var key && key < counts.Length ? counts[key] : 0)], posts, end);
                if (i % renumberEvery == 0)
                    Reverse(history, names);
                if (i % restoreEvery == 0)
                    history = Restored(history);
            }
        });

    [Fact]
    public void Silence_is_forgotten_with_time_and_not_by_the_number_of_windows()
    {
        var history = new TagHistory(Size);
        history.Learn([50], 100, Size);
        Assert.True(history.CanCompare(100, Size * 11));
        Assert.False(history.CanCompare(100, (Size * 11) + 1));
    }

    [Fact]
    public void A_first_window_of_a_moment_is_no_past()
    {
        var history = new TagHistory(Size);
        history.Learn([1], 3, Size);
        Assert.False(history.CanCompare(100, 2 * Size));
    }

    [Fact]
    public void What_is_still_expected_is_kept_and_what_has_decayed_is_not()
    {
        var history = new TagHistory(Size);
        history.Learn([50, 1, 0], 100, Size);
        for (var window = 2; window <= 12; window++)
            history.Learn([], 100, window * Size);
        int[] counts = [0, 0, 7, 0];
        history.Keep(counts);
        Assert.Equal([1, 0, 7, 0], counts);
    }

    [Fact]
    public void The_past_of_a_tag_outlives_its_first_spelling()
    {
        var table = new TagTable(keepCase: false);
        foreach (var spelling in (string[])["gone", "DotNet", "other", "dotnet"])
            table.Intern(Encoding.UTF8.GetBytes(spelling));
        var history = new TagHistory(Size);
        history.Learn([9, 50, 0, 0], 100, Size);
        table.Compact([false, false, true, true], out var keys);
        history.Renumber(keys);
        var dotnet = table.FindKey("DotNet"u8);
        Assert.Equal(1, dotnet);
        Assert.Equal(0, history.Score(dotnet, 50, 100));
        Assert.Equal(9, history.Score(0, 50, 100));
    }

    [Fact]
    public void A_saved_past_that_cannot_be_is_refused()
    {
        var history = new TagHistory(Size);
        history.Learn([1, 2, 3], 10, Size);
        var good = Saved(history);
        for (var length = 0; length < good.Length; length++)
            Assert.Throws<InvalidDataException>(() => Restored(good[..length], 3));
        Assert.Throws<InvalidDataException>(() => Restored(good, 2));
        Assert.Throws<InvalidDataException>(() => Restored([.. BitConverter.GetBytes(double.NaN), .. good[8..]], 3));
        Assert.Throws<InvalidDataException>(() => Restored([.. BitConverter.GetBytes(-1.0), .. good[8..]], 3));
    }

    // Gives every key the number of the one at the other end.
    private static void Reverse(TagHistory history, int[] names)
    {
        history.Renumber([.. Enumerable.Range(0, Keys).Reverse()]);
        for (var key = 0; key < Keys; key++)
            names[key] = Keys - 1 - names[key];
    }

    private static TagHistory Restored(TagHistory history) => Restored(Saved(history), Keys);

    private static TagHistory Restored(byte[] saved, int keys)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        var restored = new TagHistory(Size);
        restored.Restore(reader, keys);
        Assert.Equal(saved.Length, reader.BaseStream.Position);
        return restored;
    }

    private static byte[] Saved(TagHistory history)
    {
        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        history.Save(writer);
        return saved.ToArray();
    }
}
