using Microsoft.Extensions.Time.Testing;

namespace TweetStream.Tests.Relay.Sources;

/// <summary>Time that leaps over every wait: what waited goes on at once, and the clock shows when that is.</summary>
internal sealed class LeapingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    public bool Leaps { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (Leaps && dueTime > TimeSpan.Zero)
            Advance(dueTime);
        return timer;
    }
}
