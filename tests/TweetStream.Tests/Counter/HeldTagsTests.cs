using System.Text;
using CsCheck;
using TweetStream.Counter.Counting;
using TweetStream.Hashtags;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter;

public sealed class HeldTagsTests
{
    private const int Different = 30;

    private static readonly Gen<WindowSpec> Specs =
        from size in Gen.Long[1, 20]
        from slide in Gen.Long[1, size]
        select new WindowSpec(size, slide);

    private static readonly Gen<(int Step, HashSet<int> Tags)[]> Posts =
        Gen.Select(Gen.Int[0, 3], Gen.OneOf(Gen.Int[1, 5], Gen.Int[1, Different]).HashSet[0, 4]).Array[0, 80];

    [Fact]
    public void What_is_given_up_is_the_lighter_half_and_every_count_of_it_is_told() =>
        Gen.Select(Specs, Posts, Gen.Int[4, Different + 5], Gen.Int[0, 80].HashSet[0, 3]).Sample((spec, posts, most, restarts) =>
        {
            var naive = new NaiveHeldTags(spec, most);
            var run = new Run(spec, most);
            var time = 0L;
            for (var i = 0; i < posts.Length; i++)
            {
                time += posts[i].Step;
                // The first one is in every post: always the heaviest, so never given up.
                string[] tags = ["often", .. posts[i].Tags.Select(tag => $"t{tag}-")];
                run.Advance(time, closed => Check(naive, run, closed));
                run.Post(time, tags);
                naive.Post(time, tags);
                Assert.Equal(naive.Overflow, run.Held.Overflow);
                Assert.InRange(run.Table.Count, 0, most - 1);
                if (restarts.Contains(i))
                    run.Restart();
            }

            run.Advance(long.MaxValue, closed => Check(naive, run, closed));
            if (most > Different + 1)
                Assert.Equal(0, run.Held.Overflow);
        }, iter: 3_000);

    private static void Check(NaiveHeldTags naive, Run run, WindowCounts closed)
    {
        var kept = run.Named(closed.Counts);
        Assert.Equal(naive.Held(closed.Start), NaiveHeldTags.Text(kept));
        var posted = naive.Posted(closed.Start);
        Assert.Equal(posted["often"], kept["often"]);
        Assert.All(kept, pair => Assert.InRange(pair.Value, 1, posted[pair.Key]));
        Assert.InRange(posted.Values.Sum() - kept.Values.Sum(), 0, naive.Overflow);
    }

    [Fact]
    public void What_was_given_up_is_gone_from_the_window_before_as_well()
    {
        var run = new Run(new WindowSpec(10, 10), most: 4);
        run.Post(1, "often", "rare");
        run.Post(2, "often");
        run.Advance(10, _ => { });
        run.Post(11, "often", "x", "y");
        var before = "";
        run.Advance(20, closed => before = NaiveHeldTags.Text(run.Named(closed.Previous)));
        Assert.Equal("often2 rare1", before);

        run.Post(21, "often", "z");
        run.Advance(30, closed => before = NaiveHeldTags.Text(run.Named(closed.Previous)));
        Assert.Equal("often1", before);
    }

    [Fact]
    public void Weights_of_any_size_are_told_apart() =>
        Gen.OneOf(Gen.Int[1, 3], Gen.Int[254, 258], Gen.Int[65_534, 65_538]).Array[8].Sample(weights =>
        {
            var run = new Run(new WindowSpec(10, 10), most: 8);
            for (var tag = 0; tag < weights.Length; tag++)
                run.Post(0, [.. Enumerable.Repeat($"t{tag}-", weights[tag])]);
            var heaviest = weights.Select((weight, tag) => (Weight: weight, Tag: $"t{tag}-")).OrderByDescending(pair => pair.Weight).Take(4);
            run.Advance(10, closed => Assert.Equal(heaviest.OrderBy(pair => pair.Tag).Select(pair => (pair.Tag, pair.Weight)), run.Named(closed.Counts).Select(pair => (pair.Key, pair.Value))));
        }, iter: 30);

    [Fact]
    public void What_is_past_is_forgotten_only_where_it_is_half_of_all()
    {
        const int many = 70_000;
        var run = new Run(new WindowSpec(10, 10), most: int.MaxValue);
        for (var tag = 0; tag < many; tag++)
            run.Post(0, $"past{tag}");
        run.Held.ForgetPast();
        Assert.Equal((many, many), (run.Table.Count, run.Table.Kept));

        run.Advance(30, _ => { });
        for (var tag = 0; tag < many - 1; tag++)
            run.Post(30, $"now{tag}");
        run.Held.ForgetPast();
        Assert.Equal((2 * many) - 1, run.Table.Count);
        run.Post(30, "last");
        run.Held.ForgetPast();
        Assert.Equal((many, many), (run.Table.Count, run.Table.Kept));
    }

    private sealed class Run(WindowSpec spec, int most)
    {
        private SlidingCounts _windows = new(spec);

        public TagTable Table { get; private set; } = new(keepCase: false);

        public HeldTags Held { get => field ??= new(Table, _windows, most); private set; }

        public void Advance(long watermark, WindowHandler closed) => _windows.Advance(watermark, closed);

        public void Post(long time, params string[] tags)
        {
            Assert.True(_windows.Add(time, [.. tags.Select(tag => Table.Intern(Encoding.UTF8.GetBytes(tag)))]));
            Held.KeepLimit();
        }

        /// <summary>Goes on with all that a checkpoint keeps.</summary>
        public void Restart()
        {
            using var saved = new MemoryStream();
            using var writer = new BinaryWriter(saved);
            Table.Save(writer);
            _windows.Save(writer);
            saved.Position = 0;
            using var reader = new BinaryReader(saved);
            (Table, _windows) = (new(keepCase: false), new(spec));
            Table.Restore(reader);
            _windows.Restore(reader, Table.Count);
            Held = new(Table, _windows, most) { Overflow = Held.Overflow };
        }

        public SortedDictionary<string, int> Named(ReadOnlySpan<int> counts)
        {
            var named = new SortedDictionary<string, int>(StringComparer.Ordinal);
            for (var id = 0; id < counts.Length; id++)
            {
                if (counts[id] != 0)
                    named.Add(Encoding.UTF8.GetString(Table.Spelling(id)), counts[id]);
            }

            return named;
        }
    }
}
