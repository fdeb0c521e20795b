using TweetStream.Counter.Counting;

namespace TweetStream.Tests.Counter;

public sealed class ArrivalClockTests
{
    [Fact]
    public void A_step_of_the_wall_clock_moves_no_window()
    {
        // W26: the wall clock steps back by 10 s between two posts.
        var machine = new Machine { Wall = 11_500, Monotonic = 0 };
        var clock = new ArrivalClock(machine);
        Assert.Equal(11_500, clock.Now);
        (machine.Wall, machine.Monotonic) = (2_100, 600);
        Assert.Equal(12_100, clock.Now);
    }

    private sealed class Machine : TimeProvider
    {
        public long Wall { get; set; }

        public long Monotonic { get; set; }

        public override long TimestampFrequency => 1000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Wall);

        public override long GetTimestamp() => Monotonic;
    }
}
