using Microsoft.Extensions.Time.Testing;
using TweetStream.Cli.Hosting;

namespace TweetStream.Tests.Cli;

public sealed class ProgressBarTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _terminal = new();

    [Theory]
    [InlineData(62, "\e[2K 48 %  3 of 7 segments  1,234,567 posts  98,765 posts/s\r")]
    [InlineData(20, "\e[2K 48 %  3 of 7 segme\r")]
    public void One_line_says_how_far_the_run_is_however_narrow_the_terminal(int width, string expected)
    {
        new ProgressBar(_terminal, () => width, _time).Report(new(3, 7, 0.48, 1_234_567, 98_765.4));
        Assert.Equal(expected, _terminal.ToString());
    }

    [Fact]
    public void Where_there_is_room_a_bar_shows_it()
    {
        new ProgressBar(_terminal, () => 200, _time).Report(new(3, 7, 0.5, 1, 1));
        Assert.Equal($"\e[2K[{new string('=', 20)}{new string(' ', 20)}]  50 %  3 of 7 segments  1 posts  1 posts/s\r", _terminal.ToString());
    }

    [Fact]
    public void It_is_drawn_ten_times_a_second_at_most_and_is_gone_at_the_end()
    {
        var bar = new ProgressBar(_terminal, () => 20, _time);
        for (var post = 1; post <= 5; post++)
            bar.Report(new(0, 1, 0.1, post, 1));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        bar.Report(new(1, 1, 1, 6, 1));
        bar.Report(new(1, 1, 1, 6, 1, IsOver: true));
        bar.Report(new(1, 1, 1, 6, 1, IsOver: true));
        Assert.Equal("\e[2K 10 %  0 of 1 segme\r\e[2K100 %  1 of 1 segme\r\e[2K", _terminal.ToString());
    }

    public void Dispose() => _terminal.Dispose();
}
