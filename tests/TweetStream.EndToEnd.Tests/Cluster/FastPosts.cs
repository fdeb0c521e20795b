using System.Globalization;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Cluster;

/// <summary>
/// Posts of a time that runs much faster than the clock, said to a relay at an even pace: many windows in little time, and
/// the same ones in every run. Goes on where the relay's archive ends, whatever became of what was said before.
/// </summary>
internal sealed class FastPosts(Folder folder, RestartedRelay relay)
{
    public const int PostsPerSecond = 2_000;

    /// <summary>Posts in the 10 s of a slide.</summary>
    public const int PostsPerSlide = 10_000 / Step;

    private const long First = 1_700_000_000_000;
    private const int Step = 20;
    private const int Tags = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private volatile bool _isOver;
    private int _next;
    private Task _saying = Task.CompletedTask;

    /// <summary>Says on from here, in the background.</summary>
    public void Begin() => _saying = Task.Run(SayAsync);

    /// <summary>The relay is killed and comes back; what it had not archived is said again.</summary>
    public async Task KillRelayAsync(TimeSpan away)
    {
        var process = relay.Process;
        process.Kill();
        await Task.Delay(away, TimeProvider.System);
        relay.Dispose();
        await _saying;
        await relay.StartAndListenAsync();
        _next = Archived.Lines(folder.File("posts")).Count;
        Begin();
    }

    /// <summary>Ends with a post that is long after all others, and closes every window of theirs.</summary>
    public async Task EndAsync()
    {
        _isOver = true;
        await _saying;
        await relay.Process.HearAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"text\":\"#end\",\"created_at\":{First + (_next * (long)Step) + 3_600_000}}}\n"));
    }

    private async Task SayAsync()
    {
        var lines = new StringBuilder();
        var begun = TimeProvider.System.GetTimestamp();
        var first = _next;
        try
        {
            while (!_isOver)
            {
                var due = first + (int)(TimeProvider.System.GetElapsedTime(begun).TotalSeconds * PostsPerSecond);
                lines.Clear();
                for (; _next < due; _next++)
                    lines.Append(Line(_next)).Append('\n');
                await relay.Process.HearAsync(lines.ToString());
                await Task.Delay(Beat, TimeProvider.System);
            }
        }
        catch (Exception gone) when (gone is IOException or NullReferenceException or ObjectDisposedException or InvalidOperationException)
        {
            // The relay was killed.
        }
    }

    // Few tags are frequent and many are rare; some posts have none, some several, and some differ in case alone.
    private static string Line(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder("post");
        for (var tag = random.Next(4); tag > 0; tag--)
        {
            var rank = (int)(Tags * Math.Pow(random.NextDouble(), 3));
            text.Append(CultureInfo.InvariantCulture, $" #{(random.Next(5) == 0 ? "Tag" : "tag")}{rank}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{{\"text\":\"{text}\",\"created_at\":{First + (number * (long)Step)}}}");
    }
}
