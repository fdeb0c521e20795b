using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Trends;
using TweetStream.Web.Page;

namespace TweetStream.Tests.Web;

public sealed class ShownWindowsTests
{
    private static readonly PageOptions Options = new() { Source = "", Window = TimeSpan.FromSeconds(20), Slide = TimeSpan.FromSeconds(10), History = TimeSpan.FromMinutes(5) };

    [Fact]
    public void What_is_kept_is_what_a_plain_list_keeps_in_whatever_order_windows_come() =>
        Gen.Select(Gen.Int[0, 80], Gen.Int[0, 3], Gen.Bool).Array[0, 60].Sample(shown =>
        {
            var windows = new ShownWindows(Options, new FakeTimeProvider());
            var plain = new SortedDictionary<DateTimeOffset, Snapshot>();
            foreach (var (number, tags, isProvisional) in shown)
            {
                var snapshot = NumberedWindows.At(number, Enumerable.Range(0, tags).Select(tag => ($"#t{tag}", 1L))) with { Provisional = isProvisional };
                windows.OnNext(snapshot);
                if (isProvisional)
                    continue;
                plain[snapshot.End] = snapshot;
                var oldest = plain.Keys.Last() - Options.History;
                foreach (var end in plain.Keys.Where(end => end < oldest).ToList())
                    plain.Remove(end);
            }

            Assert.Equal(plain.Values, windows.Results().Select(window => window.Snapshot));
            foreach (var snapshot in plain.Values)
                Assert.Same(snapshot, windows.ResultEnding(snapshot.End)?.Snapshot);
        });

    [Fact]
    public void Memory_is_bounded_however_long_the_ranking_and_short_the_slide()
    {
        var windows = new ShownWindows(Options with { History = TimeSpan.FromDays(365) }, new FakeTimeProvider());
        var top = Enumerable.Range(0, 2 * ShownWindows.MostRanked).Select(tag => ($"#t{tag}", 1L)).ToList();
        for (var number = 0; number < 2 * ShownWindows.MostKept / ShownWindows.MostRanked; number++)
            windows.OnNext(NumberedWindows.At(number, top));

        var kept = windows.Results();
        Assert.All(kept, window => Assert.Equal(ShownWindows.MostRanked, window.Snapshot.Top.Count));
        Assert.Equal(ShownWindows.MostKept / (ShownWindows.MostRanked + 1), kept.Count);
    }

    [Fact]
    public void Who_takes_windows_slowly_gets_the_newest_and_can_tell_what_is_missing()
    {
        var windows = new ShownWindows(Options, new FakeTimeProvider());
        windows.OnNext(NumberedWindows.At(0));
        using var watcher = windows.Watch();
        Assert.True(watcher.Next.TryRead(out var first));

        for (var number = 1; number <= 5; number++)
            windows.OnNext(NumberedWindows.At(number));
        windows.OnNext(NumberedWindows.At(6) with { Provisional = true });

        Assert.True(watcher.Next.TryRead(out var next));
        Assert.Equal(NumberedWindows.At(6).End, next.Snapshot.End);
        Assert.Equal(5, next.Number - first.Number);
        Assert.False(watcher.Next.TryRead(out _));
    }

    [Fact]
    public void Who_is_gone_is_told_nothing()
    {
        var windows = new ShownWindows(Options, new FakeTimeProvider());
        var watcher = windows.Watch();
        Assert.Equal(1, windows.Watchers);
        watcher.Dispose();
        Assert.Equal(0, windows.Watchers);
        windows.OnNext(NumberedWindows.At(0));
        Assert.False(watcher.Next.TryRead(out _));
    }
}
