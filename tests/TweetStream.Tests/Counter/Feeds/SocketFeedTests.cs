using Microsoft.Extensions.Time.Testing;
using TweetStream.Trends;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter.Feeds;

public sealed class SocketFeedTests : IDisposable
{
    private readonly FakeRelay _relay = new();

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task The_first_subscription_begins_where_it_was_told_to()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay) with { From = StreamPosition.Earliest, Token = "secret" });
        using var session = await _relay.ClientAsync();
        Assert.Equal((StreamPosition.Earliest, null, "secret"), (session.Asked.From, session.Asked.Archive, session.Asked.Token));
        await session.AcceptAsync("a", 40);
        await session.PostsAsync(40, 2);
        await feed.CountedAsync(2);
        Assert.Equal(new ArchivePosition("a", 42), feed.Counter.Position);
        Assert.DoesNotContain(feed.Log.All, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_cut_within_a_line_is_resumed_and_each_post_counts_once(bool isReset)
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 3);
            await feed.CountedAsync(3);
            await first.SayAsync(FakeSession.Post(4)[..20]);
            if (isReset)
                first.Reset();
        }

        using var second = await _relay.ClientAsync();
        Assert.Equal((StreamPosition.At(4), "a"), (second.Asked.From, second.Asked.Archive));
        await second.AcceptAsync("a", 4);
        await second.PostsAsync(4, 2);
        await feed.CountedAsync(5);
        Assert.Equal("t1 1 t2 1 t3 1 t4 1 t5 1", feed.Counts());
        Assert.Null(feed.Gap);
    }

    [Fact]
    public async Task Posts_that_come_again_count_once()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 3);
            await feed.CountedAsync(3);
        }

        using var second = await _relay.ClientAsync();
        await second.AcceptAsync("a", 2);
        await second.PostsAsync(2, 3);
        await feed.CountedAsync(4);
        Assert.Equal("t1 1 t2 1 t3 1 t4 1", feed.Counts());
        Assert.Null(feed.Gap);
    }

    [Fact]
    public async Task An_answer_that_begins_later_than_asked_is_a_gap_of_so_many_posts()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 3);
            await feed.CountedAsync(3);
        }

        using var second = await _relay.ClientAsync();
        await second.AcceptAsync("a", 38, first: 38);
        await second.PostsAsync(38, 1);
        await feed.CountedAsync(4);
        feed.Counts();
        Assert.Equal(new Gap(DateTimeOffset.FromUnixTimeSeconds(3), DateTimeOffset.FromUnixTimeSeconds(38), 34), feed.Gap);
        Assert.Equal(34, feed.Counter.Stream.Missed);
        Assert.Contains("34 posts from offset 4 on are missing.", feed.Log.Warnings);
    }

    [Fact]
    public async Task A_first_subscription_that_begins_later_than_asked_is_one_too()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay) with { From = StreamPosition.At(5) });
        using var session = await _relay.ClientAsync();
        await session.AcceptAsync("a", 30, first: 30);
        await session.PostsAsync(30, 1);
        await feed.CountedAsync(1);
        feed.Counts();
        Assert.Equal(new Gap(DateTimeOffset.UnixEpoch, DateTimeOffset.FromUnixTimeSeconds(30), 25), feed.Gap);
    }

    [Fact]
    public async Task Another_archive_is_a_gap_of_unknown_size_and_the_counting_goes_on_in_it()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 100);
            await first.PostsAsync(100, 1);
            await feed.CountedAsync(1);
        }

        using var second = await _relay.ClientAsync();
        await second.AcceptAsync("b", 7);
        await second.PostsAsync(7, 1);
        await feed.CountedAsync(2);
        feed.Counts();
        Assert.Null(feed.Gap!.Posts);
        Assert.Equal(new ArchivePosition("b", 8), feed.Counter.Position);
        Assert.Contains(feed.Log.Warnings, line => line.Contains("another archive now, b instead of a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_ends_the_run_with_its_reason()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using var session = await _relay.ClientAsync();
        await session.RefuseAsync("the token is wrong");
        Assert.EndsWith("refused the subscription: the token is wrong", (await feed.Ended)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_was_under_way_before_the_answer_is_skipped()
    {
        var time = new FakeTimeProvider();
        using var feed = new RunningFeed(RunningFeed.Options(_relay), time: time);
        using var session = await _relay.ClientAsync();
        time.Advance(Subscription.SilenceBeforeText);
        await session.SayAsync("#early\n#early ");
        await session.SayAsync("too\n");
        await session.AcceptAsync("a", 7);
        await session.PostsAsync(7, 1);
        await feed.CountedAsync(1);
        Assert.Equal("t7 1", feed.Counts());
    }

    [Fact]
    public async Task The_lines_of_a_person_are_counted_within_a_second_and_none_is_lost()
    {
        var time = new FakeTimeProvider();
        using var feed = new RunningFeed(RunningFeed.Options(_relay), time: time);
        using var person = await _relay.ClientAsync();
        time.Advance(Subscription.SilenceBeforeText);
        await person.SayAsync("#a\n#b half");
        await PassingAsync(time, () => feed.Posts == 1, "the first line is counted");
        await person.SayAsync(" line\n#c\n#d");
        await feed.CountedAsync(3);
        person.Close();
        await feed.CountedAsync(4);
        Assert.Equal("a 1 b 1 c 1 d 1", feed.Counts());
    }

    [Fact]
    public async Task The_lines_of_one_that_speaks_before_a_relay_would_are_counted_at_once()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay), time: new FakeTimeProvider());
        using var program = await _relay.ClientAsync();
        await program.SayAsync("#a\n#b\n");
        await feed.CountedAsync(2);
        await program.SayAsync("#c\n");
        await feed.CountedAsync(3);
        Assert.Equal("a 1 b 1 c 1", feed.Counts());
        Assert.Null(feed.Counter.Position);
    }

    [Fact]
    public async Task A_foreign_program_that_sends_and_leaves_at_once_is_counted_to_its_last_line()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay) with { Once = true }, time: new FakeTimeProvider());
        using (var program = await _relay.ClientAsync())
            await program.SayAsync("#a\n{\"offset\":7,\"text\":\"#b\"}\n#end");
        Assert.Null(await feed.Ended);
        Assert.Equal("a 1 b 1 end 1", feed.Counts());
        Assert.Null(feed.Gap);
        Assert.Null(feed.Counter.Position);
    }

    [Fact]
    public async Task What_a_foreign_program_sent_while_nobody_listened_is_a_gap_of_unknown_size()
    {
        var time = new FakeTimeProvider();
        using var feed = new RunningFeed(RunningFeed.Options(_relay), time: time);
        using (var first = await _relay.ClientAsync())
            await first.SayAsync(FakeSession.Post(1) + "\n");
        var again = _relay.ClientAsync();
        await PassingAsync(time, () => again.IsCompleted, "it connects again");
        using var second = await again;
        await second.SayAsync(FakeSession.Post(9) + "\n");
        await PassingAsync(time, () => feed.Posts == 2, "the second line is counted");
        feed.Counts();
        Assert.Equal(new Gap(DateTimeOffset.FromUnixTimeSeconds(1), DateTimeOffset.FromUnixTimeSeconds(9), null), feed.Gap);
        Assert.Contains(feed.Log.Warnings, line => line.StartsWith("Since 1970-01-01 00:00:01 UTC posts may be missing: the connection to 127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_closes_at_once_changes_nothing()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay));
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 1);
            await feed.CountedAsync(1);
        }

        (await _relay.ClientAsync()).Close();
        using (var torn = await _relay.ClientAsync())
            await torn.SayAsync($"#text\nsubscribed json nonce={torn.Asked.Nonce} archi");
        using var last = await _relay.ClientAsync();
        Assert.Equal((StreamPosition.At(2), "a"), (last.Asked.From, last.Asked.Archive));
        await last.AcceptAsync("a", 2);
        await last.PostsAsync(2, 1);
        await feed.CountedAsync(2);
        Assert.Equal("t1 1 t2 1", feed.Counts());
        Assert.Null(feed.Gap);
    }

    [Fact]
    public async Task Text_of_a_relay_whose_connection_ends_before_its_answer_is_left_out_and_told()
    {
        using var feed = new RunningFeed(RunningFeed.Options(_relay) with { From = StreamPosition.Earliest });
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 1);
            await feed.CountedAsync(1);
        }

        using (var text = await _relay.ClientAsync())
            await text.SayAsync("#text\n#text\n#te");

        using var last = await _relay.ClientAsync();
        Assert.Equal((StreamPosition.At(2), "a"), (last.Asked.From, last.Asked.Archive));
        await last.AcceptAsync("a", 2);
        await last.PostsAsync(2, 1);
        await feed.CountedAsync(2);
        Assert.Equal("t1 1 t2 1", feed.Counts());
        Assert.Null(feed.Gap);
        Assert.Contains(feed.Log.Warnings, line => line.Contains("2 lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_much_text_of_a_relay_was_under_way_before_its_answer_it_is_skipped()
    {
        var time = new FakeTimeProvider();
        using var feed = new RunningFeed(RunningFeed.Options(_relay), time: time);
        using (var first = await _relay.ClientAsync())
        {
            await first.AcceptAsync("a", 1);
            await first.PostsAsync(1, 1);
            await feed.CountedAsync(1);
        }

        var again = _relay.ClientAsync();
        await PassingAsync(time, () => again.IsCompleted, "it connects again");
        using var second = await again;
        var text = new string('x', 1000) + " #text\n";
        for (var i = 0; i < 6000; i++)
            await second.SayAsync(text);
        await second.AcceptAsync("a", 2);
        await second.PostsAsync(2, 1);
        await feed.CountedAsync(2);
        Assert.Equal("t1 1 t2 1", feed.Counts());
        Assert.Null(feed.Gap);
    }

    // The feed may not have seen yet what a second is to pass after.
    private static Task PassingAsync(FakeTimeProvider time, Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        what);
}
