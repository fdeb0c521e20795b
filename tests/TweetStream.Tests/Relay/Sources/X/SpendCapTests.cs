using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Relay.Sources.X;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.X;

/// <summary>How many posts may be read a day: the count, its file, and the source that stops.</summary>
public sealed class SpendCapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(RunningSource.Start);
    private readonly LogLines _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void A_clean_stop_keeps_the_exact_count()
    {
        var cap = Cap(1000);
        for (var i = 0; i < 120; i++)
            cap.Count();
        cap.Settle();
        Assert.Equal(120, Cap(1000).Read);
    }

    [Fact]
    public void After_a_kill_a_few_more_may_be_counted_than_were_read_and_never_fewer()
    {
        var cap = Cap(1000);
        for (var i = 1; i <= 120; i++)
        {
            cap.Count();
            Assert.InRange(Cap(1000).Read, i, i + 49);
        }
    }

    [Fact]
    public void A_new_day_begins_at_midnight_UTC()
    {
        var cap = Cap(2);
        cap.Count();
        cap.Count();
        Assert.True(cap.IsReached);
        Assert.Equal(TimeSpan.FromHours(12), cap.UntilTomorrow);
        _time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMilliseconds(1));
        Assert.True(cap.IsReached);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 0), (cap.Read, Cap(2).Read));
    }

    [Fact]
    public void The_wait_is_one_that_ends_even_where_midnight_passes_while_it_is_worked_out()
    {
        var time = new PassingTime(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero) - TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
        Assert.InRange(new SpendCap(1, null, time, _log).UntilTomorrow, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public void A_clock_that_is_put_back_over_midnight_gives_no_day_twice()
    {
        var cap = Cap(1);
        cap.Count();
        cap.Settle();
        var earlier = new FakeTimeProvider(RunningSource.Start - TimeSpan.FromHours(13));
        Assert.True(new SpendCap(1, _folder.Path("x-spend.json"), earlier, _log).IsReached);
        var longAgo = new FakeTimeProvider(RunningSource.Start - TimeSpan.FromDays(400));
        Assert.False(new SpendCap(1, _folder.Path("x-spend.json"), longAgo, _log).IsReached);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public void A_file_that_cannot_be_read_does_not_stop_the_count(string content)
    {
        _folder.Write("x-spend.json", content);
        var cap = Cap(10);
        cap.Count();
        cap.Settle();
        Assert.Equal(1, Cap(10).Read);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_once_and_does_not_stop_the_count()
    {
        var cap = new SpendCap(10, _folder.Path("nowhere/x-spend.json"), _time, _log);
        cap.Count();
        cap.Count();
        Assert.Equal(2, cap.Read);
        Assert.Single(_log.Warnings);
    }

    /// <summary>Posts, stops, kills and days in any order, against a count that is never lost.</summary>
    [Fact]
    public void No_history_lets_a_day_have_more_than_its_posts() =>
        Gen.Select(Gen.Int[1, 200], Gen.OneOf(Gen.Const(Step.Post), Gen.Const(Step.Post), Gen.Const(Step.Posts), Gen.Const(Step.Stop), Gen.Const(Step.Kill), Gen.Const(Step.Hours)).Array[0, 60]).Sample((most, history) =>
        {
            using var folder = new TemporaryFolder();
            var time = new FakeTimeProvider(RunningSource.Start);
            SpendCap Start() => new(most, folder.Path("x-spend.json"), time, _log);
            var cap = Start();
            var (read, lost) = (0, 0);
            foreach (var step in history)
            {
                var day = time.GetUtcNow().Date;
                switch (step)
                {
                    case Step.Post or Step.Posts:
                        for (var i = 0; i < (step == Step.Post ? 1 : 37) && !cap.IsReached; i++, read++)
                            cap.Count();
                        break;
                    case Step.Stop:
                        cap.Settle();
                        cap = Start();
                        break;
                    case Step.Kill:
                        cap = Start();
                        lost += Math.Clamp(most / 20, 1, 50) - 1;
                        break;
                    case Step.Hours:
                        time.Advance(TimeSpan.FromHours(7));
                        break;
                }

                if (time.GetUtcNow().Date != day)
                    (read, lost) = (0, 0);
                Assert.InRange(cap.Read, read, Math.Min(most, read + lost));
            }
        }, iter: 300);

    [Fact]
    public async Task At_the_cap_the_stream_is_closed_and_opened_again_on_the_next_day()
    {
        await using var x = await RunningX.StartAsync(Capped(3));
        var connection = await x.Fake.NextAsync();
        await connection.SendAsync(FakeX.Post("1", "one") + FakeX.Post("1", "one") + "{\"data\":{\"id\":\"2\"}}\r\n" + FakeX.Post("3", "too many"));
        await connection.Over;
        Assert.Equal(TimeSpan.FromHours(12), await x.Source.WaitsAsync());
        Assert.Equal((1, 1), (x.Source.Source.Counts.Passed, x.Source.Source.Counts.Duplicates));
        Assert.Contains($"Information: {RunningX.Name}: at most 3 posts a day, about $0.02 a day at $0.005 a post", x.Log.All);
        Assert.Contains($"Information: {RunningX.Name}: 3 posts read today, the cap of --max-posts-per-day; goes on at 00:00 UTC", x.Log.All);
        Assert.Empty(x.Log.Warnings);
        await x.Source.WaitOverAsync();
        connection = await x.Fake.NextAsync();
        await connection.SendAsync(FakeX.Post("4", "a new day"));
        Assert.Contains("\"one\"", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Contains("a new day", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        Assert.Equal(2, x.Fake.Attempts.Count);
        Assert.Equal(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), x.Fake.Attempts[1]);
    }

    [Fact]
    public async Task A_restart_on_the_same_day_goes_on_counting()
    {
        var options = Capped(3) with { Archive = new() { Folder = _folder.Path("posts") } };
        await using var x = await RunningX.StartAsync(options);
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("1", "one") + FakeX.Post("2", "two"));
        await x.Source.NextPostAsync();
        await x.Source.NextPostAsync();
        await x.RestartAsync(options);
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("3", "three") + FakeX.Post("4", "four"));
        Assert.Contains("three", await x.Source.NextPostAsync(), StringComparison.Ordinal);
        await x.Source.WaitsAsync();
        Assert.Contains($"Information: {RunningX.Name}: 2 of 3 posts of today (UTC) have been read", x.Log.All);
        await x.RestartAsync(options);
        await x.Source.WaitsAsync();
        Assert.Equal(2, x.Fake.Attempts.Count);
    }

    [Fact]
    public async Task A_clean_stop_of_the_source_gives_back_what_was_not_read()
    {
        var options = Capped(1000) with { Archive = new() { Folder = _folder.Path("posts") } };
        await using var x = await RunningX.StartAsync(options);
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("1", "one"));
        await x.Source.NextPostAsync();
        await x.RestartAsync(options);
        await x.Fake.NextAsync();
        Assert.Contains($"Information: {RunningX.Name}: 1 of 1,000 posts of today (UTC) have been read", x.Log.All);
    }

    [Fact]
    public async Task A_filtered_post_is_paid_for_as_well()
    {
        await using var x = await RunningX.StartAsync(Capped(2) with { Languages = ["en"] });
        await (await x.Fake.NextAsync()).SendAsync(FakeX.Post("1", "eins", lang: "de") + FakeX.Post("2", "zwei", lang: "de") + FakeX.Post("3", "three"));
        await x.Source.WaitsAsync();
        Assert.Equal(2, x.Source.Source.Counts.FilteredOut);
    }

    [Fact]
    public async Task A_post_that_is_too_long_is_paid_for_as_well()
    {
        await using var x = await RunningX.StartAsync(Capped(2) with { MaxLineBytes = 500 });
        var tooLong = FakeX.Post("1", new string('a', 500));
        await (await x.Fake.NextAsync()).SendAsync(tooLong + tooLong + FakeX.Post("2", "too many"));
        Assert.Equal(TimeSpan.FromHours(12), await x.Source.WaitsAsync());
        Assert.Equal((2, 0), (x.Tally.Oversized, x.Source.Source.Counts.Received));
    }

    [Fact]
    public async Task Without_a_cap_it_warns_of_the_price()
    {
        await using var x = await RunningX.StartAsync(RunningX.Options with { X = RunningX.Options.X with { MaxPostsPerDay = null } });
        await x.Source.ConnectedAsync();
        var warning = Assert.Single(x.Log.Warnings);
        Assert.Contains("one post a second is $432 a day", warning, StringComparison.Ordinal);
        Assert.Contains("sample:", warning, StringComparison.Ordinal);
    }

    private SpendCap Cap(long most) => new(most, _folder.Path("x-spend.json"), _time, _log);

    private static TweetStream.Relay.RelayOptions Capped(long most) => RunningX.Options with { X = RunningX.Options.X with { MaxPostsPerDay = most } };

    /// <summary>Time that goes on whenever somebody looks.</summary>
    private sealed class PassingTime(DateTimeOffset start, TimeSpan step) : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => start + (step * _looks++);
    }

    private enum Step
    {
        Post,
        Posts,
        Stop,
        Kill,
        Hours,
    }
}
