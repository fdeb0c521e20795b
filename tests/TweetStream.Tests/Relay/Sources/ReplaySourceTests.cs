using TweetStream.Relay;
using TweetStream.Relay.Sources.Replay;

namespace TweetStream.Tests.Relay.Sources;

public sealed class ReplaySourceTests : IDisposable
{
    private static readonly DateTimeOffset Recorded = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Realtime_keeps_the_recorded_gaps()
    {
        // a . b c . . . d
        var posts = await PlayAsync(new(), Line("a", 0), Line("b", 2000), Line("c", 2001), Line("d", 60_000));
        Assert.Equal(["a", "b", "c", "d"], posts.Select(p => p.Text));
        Assert.Equal([0, 2000, 2001, 60_000], Milliseconds(posts));
        Assert.Equal([0, 2000, 2001, 60_000], posts.Select(p => (int)(Playing.Start + p.CreatedAt - Recorded).TotalMilliseconds));
    }

    [Fact]
    public async Task A_post_earlier_than_the_one_before_is_sent_at_once_and_moves_nothing()
    {
        var posts = await PlayAsync(new(), Line("a", 0), Line("b", 3000), Line("late", 1000), Line("c", 4000));
        Assert.Equal([0, 3000, 3000, 4000], Milliseconds(posts));
    }

    [Fact]
    public async Task Plain_text_comes_ten_a_second_with_the_time_of_its_arrival()
    {
        var posts = await PlayAsync(new(), "a\n", "b\n", "c\n");
        Assert.Equal([0, 100, 200], Milliseconds(posts));
        Assert.Equal(posts.Select(p => p.At), posts.Select(p => p.CreatedAt));
    }

    [Fact]
    public async Task A_number_is_posts_a_second_whatever_the_recorded_times_are()
    {
        var posts = await PlayAsync(new() { Rate = PostRate.PerSecond(4) }, Line("a", 0), Line("b", 60_000), "c\n", Line("d", 1));
        Assert.Equal([0, 250, 500, 750], Milliseconds(posts));
    }

    [Fact]
    public async Task Max_waits_for_nothing()
    {
        var posts = await PlayAsync(new() { Rate = PostRate.Max }, Line("a", 0), Line("b", 60_000), "c\n");
        Assert.Equal([0, 0, 0], Milliseconds(posts));
    }

    [Fact]
    public async Task Restamp_shifts_the_recorded_times_to_now()
    {
        var posts = await PlayAsync(new() { Restamp = true }, Line("a", 0), Line("b", 2000), Line("late", 500), Line("c", 3000));
        Assert.Equal([0, 2000, 500, 3000], posts.Select(p => (int)p.CreatedAt.TotalMilliseconds));
        Assert.Equal([0, 2000, 2000, 3000], Milliseconds(posts));
    }

    [Fact]
    public async Task A_loop_starts_over_one_mean_gap_after_the_end_and_restamped_times_go_on()
    {
        var file = _folder.Write("loop.jsonl", Line("a", 0) + Line("b", 300) + Line("c", 400));
        var posts = await PlayAsync(new() { Loop = true, Restamp = true }, file, 7);
        Assert.Equal(["a", "b", "c", "a", "b", "c", "a"], posts.Select(p => p.Text));
        Assert.Equal([0, 300, 400, 600, 900, 1000, 1200], Milliseconds(posts));
        Assert.Equal(posts.Select(p => p.At), posts.Select(p => p.CreatedAt));
    }

    [Fact]
    public async Task A_loop_over_nothing_ends()
    {
        Assert.Empty(await PlayAsync(new() { Loop = true, Rate = PostRate.Max }, "\n", """{"delete":{"status":{}}}"""));
    }

    [Theory]
    [InlineData("posts.jsonl")]
    [InlineData("posts.jsonl.gz")]
    [InlineData("posts.jsonl.zst")]
    public async Task A_recording_may_be_compressed(string name)
    {
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(i => Line("post " + i, i)));
        var posts = await PlayAsync(new() { Rate = PostRate.Max }, _folder.Write(name, lines), int.MaxValue);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => "post " + i), posts.Select(p => p.Text));
        Assert.All(posts, p => Assert.Equal("replay:" + name, p.Source));
    }

    [SkippableFact]
    public async Task What_a_named_pipe_has_given_passes_while_its_writer_keeps_silent()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs mkfifo");
        var pipe = _folder.Path("pipe");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await mkfifo.WaitForExitAsync();
        await using var relay = new RunningBroadcast();
        using var client = await relay.ConnectForTextAsync();
        var source = new ReplaySource(new(pipe), new() { Rate = PostRate.Max }, new(null, TimeProvider.System), TimeProvider.System);
        var playing = Task.Run(() => source.RunAsync(relay.Sink, CancellationToken.None));
        await using (var writer = new StreamWriter(pipe) { AutoFlush = true })
        {
            await writer.WriteLineAsync("a");
            Assert.Equal("a", await client.ReadLineAsync());
        }

        await playing;
    }

    [Fact]
    public async Task A_post_that_says_where_it_came_from_keeps_that()
    {
        var posts = await PlayAsync(new(), """{"text":"a","source":"bluesky"}""");
        Assert.Equal("bluesky", posts.Single().Source);
    }

    private static string Line(string text, int milliseconds) => Playing.Line(text, Recorded.AddMilliseconds(milliseconds));

    private static IEnumerable<int> Milliseconds(List<PlayedPost> posts) => posts.Select(p => (int)p.At.TotalMilliseconds);

    private Task<List<PlayedPost>> PlayAsync(RelayOptions options, params string[] lines) =>
        PlayAsync(options, _folder.Write("recording.jsonl", string.Concat(lines)), int.MaxValue);

    private static Task<List<PlayedPost>> PlayAsync(RelayOptions options, string file, int count) =>
        Playing.PlayAsync(time => new ReplaySource(new(file), options, new(null, time), time), count);
}
