using System.Text;
using System.Text.Json.Nodes;
using TweetStream.Archive;
using TweetStream.Posts;
using TweetStream.Relay;
using TweetStream.Tests.Archive;

namespace TweetStream.Tests.Relay;

/// <summary>Somebody puts the machine's clock forward and back while posts pass: what is measured goes on, what is stamped follows.</summary>
public sealed class ClockStepTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly SteppedTime _time = new(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, 4 + 1)] // The last one has no post as yet.
    public async Task An_archive_goes_on_with_its_offsets_and_neither_closes_nor_removes_a_segment(int segmentBytes, int segments)
    {
        var archive = new ArchiveOptions { Folder = _folder.Path("posts"), SegmentBytes = segmentBytes, Retain = 2 * Hour };
        await using (var relay = new RunningBroadcast(new() { Archive = archive }, _time))
        {
            foreach (var step in (TimeSpan[])[TimeSpan.Zero, Hour, -2 * Hour, Hour])
            {
                _time.Step(step);
                _time.Advance(TimeSpan.FromMinutes(1));
                relay.Post("#a");
                relay.Broadcaster.Maintain();
            }
        }

        Assert.Equal(segments, ArchiveFolder.Segments(archive.Folder).Count);
        var posts = RunningArchive.ReadLines(archive.Folder, 0).Select(line => JsonNode.Parse(line.Line)!).ToList();
        Assert.Equal([0, 1, 2, 3], posts.Select(post => (int)post["offset"]!));
        Assert.Equal(["12:01", "13:02", "11:03", "12:04"], posts.Select(post => ((string)post["received_at"]!)[11..16]));
    }

    [Fact]
    public void A_post_that_passed_is_still_known()
    {
        var seen = new SeenPosts(_time);
        Assert.True(IsNew(seen, "first"));
        for (var i = 0; i < 3; i++)
        {
            _time.Step(Hour);
            Assert.True(IsNew(seen, $"forward {i}"));
        }

        _time.Step(-5 * Hour);
        Assert.True(IsNew(seen, "back"));
        Assert.False(IsNew(seen, "first"));
        Assert.False(IsNew(seen, "back"));
    }

    [Fact]
    public async Task A_client_is_no_slower_than_before()
    {
        await using var relay = new RunningBroadcast(time: _time);
        using var stuck = await relay.ConnectForTextAsync(receiveBuffer: 4096);
        using var healthy = await relay.ConnectForTextAsync();
        // More than the kernel takes, and less than the queue may hold.
        const int Posts = 500;
        for (var i = 0; i < Posts; i++)
            relay.Post(new string('a', 32 * 1024));
        await healthy.ReadLinesAsync(Posts);
        foreach (var step in (TimeSpan[])[Hour, -2 * Hour, Hour])
        {
            _time.Step(step);
            relay.Broadcaster.Maintain();
        }

        Assert.Equal((2, 0), (relay.Broadcaster.ClientCount, relay.Broadcaster.SlowClients));
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(Hour);
                relay.Broadcaster.Maintain();
                return relay.Broadcaster.SlowClients == 1;
            },
            "time that really passes cuts it off");
    }

    private static bool IsNew(SeenPosts seen, string id)
    {
        var post = new PostBuffer();
        post.Set(PostField.Source, "x"u8);
        post.Set(PostField.Id, Encoding.UTF8.GetBytes(id));
        return seen.IsNew(post, series: 0);
    }
}
