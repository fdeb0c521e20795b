using TweetStream.Counter.Output;
using TweetStream.Trends;

namespace TweetStream.Tests.Counter;

public sealed class SlowViewerTests
{
    private static readonly Snapshot Window = new() { Start = DateTimeOffset.UnixEpoch, End = DateTimeOffset.UnixEpoch.AddSeconds(1), Slide = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task While_one_is_shown_only_the_newest_waits_and_the_last_is_shown()
    {
        using var slow = new SemaphoreSlim(0);
        var viewer = new Viewer(() => slow.WaitAsync());
        viewer.Start();
        viewer.OnNext(Window with { Posts = 1 });
        await viewer.Begun.Task;
        for (var posts = 2; posts <= 9; posts++)
            viewer.OnNext(Window with { Posts = posts });
        viewer.OnCompleted();
        slow.Release(2);
        await viewer.Shown;
        Assert.Equal([1, 9], viewer.Seen);
        Assert.Equal(7, viewer.Skipped);
    }

    [Fact]
    public async Task A_viewer_that_holds_its_thread_does_not_hold_the_one_that_counts()
    {
        const int shownBefore = 100, countedMeanwhile = 10;
        using var held = new ManualResetEventSlim();
        using var counted = new ManualResetEventSlim();
        var threads = new HashSet<Thread>();
        Thread? counting = null;
        Viewer? viewer = null;
        viewer = new Viewer(() =>
        {
            threads.Add(Thread.CurrentThread);
            if (viewer!.Seen.Count == shownBefore)
            {
                held.Set();
                // On the counting thread it would wait for itself.
                if (Thread.CurrentThread != counting)
                    counted.Wait();
            }

            return Task.CompletedTask;
        });
        var posts = 0;
        counting = new Thread(() =>
        {
            while (!held.IsSet)
                viewer.OnNext(Window with { Posts = ++posts });
            for (var i = 0; i < countedMeanwhile; i++)
                viewer.OnNext(Window with { Posts = ++posts });
            viewer.OnCompleted();
            counted.Set();
        });
        viewer.Start();
        counting.Start();
        await viewer.Shown;

        Assert.DoesNotContain(counting, threads);
        Assert.Equal(shownBefore + 1, viewer.Seen.Count);
        Assert.Equal(posts, viewer.Seen[^1]);
    }

    [Fact]
    public async Task A_viewer_that_failed_says_so_at_the_next_snapshot()
    {
        var viewer = new Viewer(() => throw new InvalidOperationException("no font"));
        viewer.Start();
        viewer.OnNext(Window);
        await viewer.Shown.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal("no font", Assert.Throws<InvalidOperationException>(() => viewer.OnNext(Window)).Message);
    }

    private sealed class Viewer(Func<Task> show) : SlowViewer
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<long> Seen { get; } = [];

        protected override async Task ShowAsync(IAsyncEnumerable<Snapshot> newest)
        {
            await foreach (var snapshot in newest)
            {
                Seen.Add(snapshot.Posts);
                Begun.TrySetResult();
                await show();
            }
        }
    }
}
