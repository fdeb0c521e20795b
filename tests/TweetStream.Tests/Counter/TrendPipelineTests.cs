using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Trends;
using TweetStream.Windows;
using TweetStream.Wire;
using FeedBatch = TweetStream.Counter.Feeds.Batch;

namespace TweetStream.Tests.Counter;

public sealed class TrendPipelineTests : IDisposable
{
    private const long Day = 24 * 60 * 60 * 1000L;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 3, TimeSpan.Zero);
    private readonly HistoricalScheduler _scheduler = new(Noon);
    private readonly Subject<FeedBatch> _batches = new();
    private readonly Subject<Unit> _stop = new();
    private readonly List<string> _seen = [];
    private readonly LineBuffer _lines = new(1000);

    [Fact]
    public void A_window_closes_when_the_clock_passes_its_end()
    {
        Start();
        Post("#a");
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(6.999));
        Assert.Equal(["12:00:00"], _seen);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(0.001));
        Assert.Equal(["12:00:00", "12:00:10 #a 1"], _seen);
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(20));
        Assert.Equal(["12:00:00", "12:00:10 #a 1", "12:00:20 #a 1", "12:00:30"], _seen);
    }

    [Fact]
    public void A_slide_may_be_longer_than_any_timer()
    {
        Start(new WindowSpec(100 * Day, 100 * Day));
        Post("#a");
        _scheduler.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(205 * 100 * Day).AddMilliseconds(-1));
        Assert.Single(_seen);
        _scheduler.AdvanceBy(TimeSpan.FromMilliseconds(1));
        Assert.Equal("00:00:00 #a 1", _seen[^1]);
    }

    [Fact]
    public void The_end_of_the_input_closes_every_open_window_and_the_stream()
    {
        Start();
        Post("#a");
        _batches.OnCompleted();
        Assert.Equal(["12:00:00", "12:00:10 #a 1", "12:00:20 #a 1", "end"], _seen);
    }

    [Fact]
    public void A_stop_ends_the_stream_where_it_stands()
    {
        Start();
        Post("#a");
        _stop.OnNext(Unit.Default);
        _scheduler.AdvanceBy(TimeSpan.FromMinutes(1));
        Assert.Equal(["12:00:00", "end"], _seen);
    }

    [Fact]
    public void News_of_the_connection_reaches_the_viewers()
    {
        var notices = new List<string?>();
        Snapshots(new(20_000, 10_000)).Subscribe(snapshot => notices.Add(snapshot.Notice));
        _scheduler.AdvanceBy(TimeSpan.FromTicks(1));
        _batches.OnNext(new FeedBatch(null, 0) { Notice = "waiting" });
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(10));
        Post("#a");
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(10));
        Assert.Equal([null, "waiting", null], notices);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _stop.Dispose();
    }

    private void Start(WindowSpec? windows = null)
    {
        Snapshots(windows ?? new(20_000, 10_000)).Subscribe(
            snapshot => _seen.Add($"{snapshot.End:HH:mm:ss} {string.Join(' ', snapshot.Top.Select(trend => $"{trend.Display} {trend.Count}"))}".TrimEnd()),
            () => _seen.Add("end"));
        _scheduler.AdvanceBy(TimeSpan.FromTicks(1));
    }

    private IObservable<Snapshot> Snapshots(WindowSpec windows)
    {
        var counter = new PostCounter(Counted.Options() with { Windows = windows });
        return TrendPipeline.Snapshots(_batches, counter, windows, new ArrivalClock(new SchedulerTime(_scheduler)), null, _stop, _scheduler);
    }

    private void Post(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        bytes.CopyTo(_lines.Free);
        _lines.Commit(bytes.Length);
        _batches.OnNext(new FeedBatch(_lines, _scheduler.Now.ToUnixTimeMilliseconds()));
    }

    private sealed class SchedulerTime(HistoricalScheduler scheduler) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => scheduler.Now;

        public override long GetTimestamp() => scheduler.Now.UtcTicks;
    }
}
