using System.Text.Json;
using TweetStream.Relay.Sources;

namespace TweetStream.Tests.Relay.Sources;

/// <summary>Runs one source against a real client and tells what arrived and when.</summary>
internal static class Playing
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The posts until the source ends, or <paramref name="count"/> of them where it does not.</summary>
    public static async Task<List<PlayedPost>> PlayAsync(Func<TimeProvider, PostSource> create, int count = int.MaxValue)
    {
        var time = new LeapingTime(Start);
        await using var relay = new RunningBroadcast(time: time);
        using var client = await relay.ConnectAsync();
        await client.SayAsync("subscribe json from=latest nonce=1\n");
        await client.ReadLineAsync();

        time.Leaps = true;
        using var stop = new CancellationTokenSource();
        var source = create(time);
        var playing = Task.Run(() => source.RunAsync(relay.Sink, stop.Token));
        var posts = new List<PlayedPost>();
        for (; posts.Count < count; posts.Add(PlayedPost.Read((await client.ReadLineAsync())!)))
        {
            if (count == int.MaxValue && posts.Count == 0)
                await playing;
            if (playing.IsCompletedSuccessfully && posts.Count == source.Counts.Passed)
                break;
        }

        await stop.CancelAsync();
        await playing.ContinueWith(_ => { }, TaskScheduler.Default);
        time.Leaps = false;
        return posts;
    }

    public static string Line(string text, DateTimeOffset at) =>
        $$"""{"text":"{{text}}","created_at":"{{at:O}}"}""" + "\n";
}

/// <summary>A post as a client got it.</summary>
/// <param name="At">When the relay sent it, since the start.</param>
/// <param name="CreatedAt">The time in it, since the start.</param>
/// <param name="Text">What it says.</param>
/// <param name="Source">Where it came from.</param>
internal sealed record PlayedPost(TimeSpan At, TimeSpan CreatedAt, string Text, string Source)
{
    public static PlayedPost Read(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        return new(
            json.GetProperty("received_at").GetDateTimeOffset() - Playing.Start,
            json.GetProperty("created_at").GetDateTimeOffset() - Playing.Start,
            json.GetProperty("text").GetString()!,
            json.GetProperty("source").GetString()!);
    }
}
