using Microsoft.Extensions.Time.Testing;

namespace TweetStream.Tests.Relay;

/// <summary>A machine whose wall clock is put forward and back, which its monotonic clock and its timers do not follow.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private TimeSpan _steps;

    public void Step(TimeSpan by) => _steps += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _steps;

    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
}
