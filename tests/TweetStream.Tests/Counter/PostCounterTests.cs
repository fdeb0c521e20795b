using System.Text;
using TweetStream.Counter;
using TweetStream.Counter.Feeds;
using TweetStream.Tagging;
using TweetStream.Tests.Windows;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter;

public sealed class PostCounterTests
{
    [Fact]
    public void Text_counts_at_its_arrival()
    {
        var counted = new Counted().Line("#a #b", 1000).Line("#a", 9999).Line("#c", 10_000).End();
        Assert.Equal(["[0,10000) #a 2 #b 1", "[10000,20000) #c 1"], counted.Results);
    }

    [Fact]
    public void A_post_with_a_time_counts_at_that_time()
    {
        var counted = new Counted()
            .Line("""{"text":"#a","created_at":"1969-12-31T23:59:59.999Z"}""", 5_000_000)
            .Line("""{"text":"#b","created_at":0}""", 5_000_001)
            .End();
        Assert.Equal(["[-10000,0) #a 1", "[0,10000) #b 1"], counted.Results);
    }

    [Fact]
    public void The_first_instant_of_the_calendar_is_a_time_like_any_other()
    {
        var counted = new Counted(Counted.Options(20_000, 10_000)).Line("""{"text":"#a","created_at":"0001-01-01T00:00:00Z"}""").Line("#b").End();
        Assert.Equal(["[-62135596800000,-62135596790000) #a 1", "[-62135596800000,-62135596780000) #a 1"], counted.Results.Take(2));
    }

    [Fact]
    public void The_first_post_decides_between_event_time_and_arrival()
    {
        var textFirst = new Counted().Line("#a", 20_000).Line("""{"text":"#a","created_at":0}""", 20_001).End();
        Assert.Equal(["[20000,30000) #a 2"], textFirst.Results);

        var eventFirst = new Counted().Line("""{"text":"#a","created_at":0}""", 20_000).Line("#a", 20_001).End();
        Assert.Equal(["[0,10000) #a 1", "[20000,30000) #a 1"], eventFirst.Results);
    }

    [Fact]
    public void Arrival_time_ignores_what_posts_say_where_it_is_asked_for()
    {
        var counted = new Counted(Counted.Options() with { Time = TimeChoice.Arrival });
        Assert.Equal(["[20000,30000) #a 1"], counted.Line("""{"text":"#a","created_at":0}""", 20_000).End().Results);
    }

    [Fact]
    public void A_tag_counts_once_per_post_however_it_is_spelled()
    {
        var test = WindowConformanceTests.Case("W29-same-tag-twice-in-one-tweet");
        Assert.Equal(1, (int)test["expect"]!["per_tweet_distinct"]![0]!["counts"]!["ai"]!);
        Assert.Equal(["[0,10000) #AI 1"], new Counted().Line("""{"tags":["AI","ai","Ai"],"text":"","created_at":1000}""").End().Results);
    }

    [Fact]
    public void A_word_counts_as_often_as_it_stands_there()
    {
        var counted = new Counted(Counted.Options() with { By = CountBy.Words }).Line("hello world hello").End();
        Assert.Equal(["[0,10000) hello 2 world 1"], counted.Results);
    }

    [Fact]
    public void A_post_without_time_counts_at_its_arrival_among_those_that_have_one()
    {
        Assert.Equal(2, (int)WindowConformanceTests.Case("W32-no-timestamp")["expect"]!["arrival_fallback"]![0]!["counts"]!["a"]!);
        var counted = new Counted(Counted.Options() with { Time = TimeChoice.Event })
            .Line("""{"text":"#a"}""", 3000).Line("""{"text":"#a","created_at":4000}""", 3001).End();
        Assert.Equal(["[0,10000) #a 2"], counted.Results);
    }

    [Fact]
    public void Tags_that_the_network_delivers_are_the_truth()
    {
        var counted = new Counted().Line("""{"tags":["real"],"text":"#other","created_at":0}""").Line("""{"tags":[],"text":"#none","created_at":1}""").End();
        Assert.Equal(["[0,10000) #real 1"], counted.Results);
        Assert.Equal(2, counted.Snapshots[^1].Posts);
    }

    [Fact]
    public void Tags_that_another_tokeniser_found_are_looked_for_again()
    {
        var version = TweetStream.Hashtags.HashtagScanner.TokeniserVersion;
        var counted = new Counted()
            .Line($$"""{"tags":["found"],"tagger":{{version}},"text":"#other","created_at":0}""")
            .Line($$"""{"tags":["found"],"tagger":{{version + 1}},"text":"#other","created_at":1}""")
            .Line($$"""{"tags":["found"],"tagger":{{version - 1}},"text":"#other","created_at":2}""")
            .End();
        Assert.Equal(["[0,10000) #other 2 #found 1"], counted.Results);
    }

    [Fact]
    public void A_post_from_the_far_future_counts_now_and_closes_nothing()
    {
        var counted = new Counted()
            .Line("""{"text":"#a","created_at":1000}""", 1000)
            .Line("""{"text":"#b","created_at":"2100-01-01T00:00:00Z"}""", 2000)
            .Line("""{"text":"#a","created_at":3000}""", 3000)
            .End();
        Assert.Equal(["[0,10000) #a 2 #b 1"], counted.Results);
        Assert.Equal(1, counted.Counter.Stream.Clamped);
    }

    [Theory]
    [InlineData("#b")]
    [InlineData("""{"text":"#b","created_at":"2100-01-01T00:00:00Z"}""")]
    public void In_a_recording_a_post_without_a_good_time_makes_no_other_late(string odd)
    {
        const long now = 1_800_000_000_000;
        var counted = new Counted()
            .Line("""{"text":"#a","created_at":1000}""", now)
            .Line(odd, now)
            .Line("""{"text":"#a","created_at":3000}""", now)
            .End();
        Assert.Equal(["[0,10000) #a 2", "[1800000000000,1800000010000) #b 1"], counted.Results);
        Assert.Equal(0, counted.Counter.Stream.Late);
    }

    [Fact]
    public void Where_no_post_has_a_good_time_their_arrivals_close_windows()
    {
        var counted = new Counted(Counted.Options() with { Time = TimeChoice.Event })
            .Line("#a", 1000)
            .Line("""{"text":"#a","created_at":"2100-01-01T00:00:00Z"}""", 10_000);
        Assert.Equal(["[0,10000) #a 1"], counted.Results);
    }

    [Fact]
    public void A_late_post_is_counted_as_late()
    {
        var counted = new Counted().Line("""{"text":"#a","created_at":1000}""").Line("""{"text":"#a","created_at":10000}""").Line("""{"text":"#a","created_at":9999}""").End();
        Assert.Equal(["[0,10000) #a 1", "[10000,20000) #a 1"], counted.Results);
        Assert.Equal([0, 1], counted.Snapshots.Select(snapshot => snapshot.Stream.Late));
    }

    [Fact]
    public void Arrival_windows_close_by_the_clock_and_each_only_once()
    {
        // W24: 'a' at 0.1 s, 'b' at 0.9 s, 'a' exactly at 1 s; an empty interval has no result, but something to see.
        var counted = new Counted(Counted.Options(1000, 1000))
            .Line("#a", 100).Line("#b", 900).Tick(1000).Line("#a", 1000).Tick(2000).Tick(3000);
        Assert.Equal(["[0,1000) #a 1 #b 1", "[1000,2000) #a 1"], counted.Results);
        Assert.Equal(["[0,1000) #a 1 #b 1", "[1000,2000) #a 1", "[2000,3000) "], counted.Snapshots.Select(Counted.Text));
    }

    [Fact]
    public void A_post_that_the_clock_overtakes_on_its_way_counts_in_the_next_window()
    {
        var counted = new Counted(Counted.Options(1000, 1000)).Line("#a", 100).Tick(1000).Line("#a", 999).End();
        Assert.Equal(["[0,1000) #a 1", "[1000,2000) #a 1"], counted.Results);
    }

    [Fact]
    public void While_event_time_stands_still_the_open_window_is_shown_as_such()
    {
        var counted = new Counted().Line("""{"text":"#a","created_at":1000}""").Tick(5000).Tick(6000);
        Assert.Empty(counted.Results);
        Assert.All(counted.Snapshots, snapshot => Assert.True(snapshot.Provisional));
        Assert.Equal("[0,10000) #a 1", Counted.Text(counted.Snapshots[^1]));
    }

    [Fact]
    public void Before_the_first_post_there_is_an_empty_window_to_see()
    {
        var snapshot = Assert.Single(new Counted().Tick(20_000).Snapshots);
        Assert.Empty(snapshot.Top);
        Assert.Equal(20_000, snapshot.End.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Bad_lines_are_counted_and_the_rest_goes_on()
    {
        var counted = new Counted(Counted.Options() with { MaxLineBytes = 200 });
        counted.Line("#a").Line("""{"text":"#half""").Line("""{"limit":{"track":1}}""").Line("").Line("#b\0");
        counted.Bytes([.. "#c"u8, 0xFF, (byte)'\n']).Line(new string('x', 201) + " #no").Line("""{"text":"#d \ud83d"}""").End();
        Assert.Equal(["[0,10000) #a 1 #b 1 #c 1 #d 1"], counted.Results);
        var stream = counted.Counter.Stream;
        Assert.Equal((1, 2, 1), (stream.Malformed, stream.Repaired, stream.Oversized));
    }

    [Fact]
    public void A_line_that_cannot_be_read_has_a_number_too()
    {
        var counted = new Counted(Counted.Options() with { MaxLineBytes = 100 }).Hear(new() { Position = new("a", 7) });
        counted.Line("""{"offset":7,"text":"#a","created_at":1}""").Line("""{"offset":8,"te""").Line(new string('x', 101));
        Assert.Equal(new("a", 10), counted.Counter.Position);
        counted.Line("""{"offset":12,"text":"#b","created_at":2}""").End();
        Assert.Equal(["[0,10000) #a 1 #b 1"], counted.Results);
        Assert.Equal(2, counted.Counter.Stream.Missed);
        Assert.Equal(2, counted.Snapshots[^1].Gap?.Posts);
    }

    [Fact]
    public void By_the_clock_a_gap_shows_in_each_window_until_a_post_comes()
    {
        var counted = new Counted(Counted.Options(1000, 1000)).Hear(Connection.Foreign).Line("#a", 100).Hear(Connection.Lost).Tick(1000).Tick(2000).Line("#a", 2500).Tick(3000).Line("#a", 3000).Tick(4000);
        Assert.Equal([true, true, true, false], counted.Snapshots.Select(snapshot => snapshot.Gap is not null));
    }

    [Fact]
    public void Windows_are_handed_out_as_the_lines_of_one_block_close_them()
    {
        var lines = new LineBuffer(1000);
        var block = string.Concat(Enumerable.Range(0, 100).Select(hour => $"{{\"text\":\"#a\",\"created_at\":{hour * 3_600_000}}}\n"));
        Encoding.UTF8.GetBytes(block).CopyTo(lines.Free);
        lines.Commit(block.Length);
        var counter = new Counted().Counter;
        using var closed = counter.Count(new(lines, 100 * 3_600_000)).GetEnumerator();
        Assert.True(closed.MoveNext());
        Assert.Equal(2, counter.Posts);
        Assert.True(closed.MoveNext());
        Assert.Equal(3, counter.Posts);
    }

    [Fact]
    public void Tags_of_windows_long_past_are_forgotten_and_the_counts_stay_right()
    {
        var counted = new Counted(Counted.Options(2000, 1000));
        for (var second = 0; second < 300; second++)
        {
            var lines = new StringBuilder();
            for (var i = 0; i < 1000; i++)
                lines.Append("#often #Tag").Append(second).Append('x').Append(i).Append('\n');
            counted.Bytes(Encoding.UTF8.GetBytes(lines.ToString()), second * 1000);
        }

        counted.End();
        var whole = counted.Snapshots.Skip(1).SkipLast(1).ToList();
        Assert.All(whole, snapshot => Assert.Equal(("#often", 2000L, 2000L), (snapshot.Top[0].Display, snapshot.Top[0].Count, snapshot.Posts)));
        Assert.All(whole.Skip(1), snapshot => Assert.Equal(2000, snapshot.Top[0].Previous));
        Assert.True(counted.Counter.KnownSpellings < 150_000, $"{counted.Counter.KnownSpellings} spellings known");
    }

    [Fact]
    public void Where_more_tags_come_than_may_be_held_the_frequent_ones_stay_exact()
    {
        var counted = new Counted(Counted.Options() with { MaxTags = 1000 });
        var distinct = 0;
        for (var block = 0; block < 50; block++)
        {
            var lines = new StringBuilder();
            for (var i = 0; i < 1000; i++)
                lines.Append("#often #tag").Append(distinct++).Append('\n');
            counted.Bytes(Encoding.UTF8.GetBytes(lines.ToString()));
            Assert.InRange(counted.Counter.KnownSpellings, 1, 999);
        }

        var window = Assert.Single(counted.End().Snapshots);
        Assert.Equal(("#often", 50_000L), (window.Top[0].Tag, window.Top[0].Count));
        Assert.Equal(100_000, window.Tags + window.Stream.Overflow);
    }
}
