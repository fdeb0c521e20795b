using CsCheck;

namespace TweetStream.Tests.Relay.Sources.Mastodon;

/// <summary>Whatever breaks, and whenever the relay starts anew: subscribers get what the server published, and nothing twice.</summary>
public sealed class MastodonGapTests
{
    private static readonly string[][] Tags = [["a"], ["b"], ["c"], ["a", "b"], ["c", "a"]];

    private enum Happening
    {
        Post,
        PostAgain,
        PostUnheard,
        HalfAPost,
        End,
        Break,
        Start,
        Trouble,
        Time,
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Streams_are_without_gaps(bool byTags) => HoldsAsync(FakeMastodon.Token, byTags, Enum.GetValues<Happening>());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Polling_is_without_gaps(bool byTags) => HoldsAsync(null, byTags, [Happening.Post, Happening.PostAgain, Happening.Start, Happening.Trouble, Happening.Time]);

    private static Task HoldsAsync(string? token, bool byTags, Happening[] happenings) =>
        Gen.Select(Gen.Int[0, happenings.Length - 1].Select(i => happenings[i]), Gen.Int[0, Tags.Length - 1]).Array[5, 25].SampleAsync(async history =>
        {
            await using var followed = await FollowedMastodon.StartAsync(token: token, track: byTags ? ["#a", "#b", "#c"] : []);
            await followed.ReadyAsync();
            var published = new List<string>();
            var troubles = 0;
            foreach (var (happening, tags) in history)
            {
                var server = followed.Server;
                var text = $"{published.Count}";
                switch (happening)
                {
                    case Happening.Post or Happening.PostAgain:
                        server.Publish(text, Tags[tags]);
                        published.Add(text);
                        break;
                    case Happening.PostUnheard:
                        server.PublishUnheard(text, Tags[tags]);
                        published.Add(text);
                        server.End();
                        break;
                    case Happening.HalfAPost:
                        server.PublishHalf(text, Tags[tags]);
                        published.Add(text + "日本");
                        break;
                    case Happening.End:
                        server.End();
                        break;
                    case Happening.Break:
                        server.Abort();
                        break;
                    case Happening.Start:
                        await followed.RestartAsync();
                        break;
                    case Happening.Trouble when troubles++ == 0:
                        server.NextTimelineStatuses.Enqueue(503);
                        break;
                    case Happening.Time:
                        followed.Time.Advance(TimeSpan.FromSeconds(tags * 4));
                        break;
                }
            }

            await followed.ReadUntilAsync(published.Count);
            followed.Server.Publish("the end", "a");
            await followed.ReadUntilAsync(published.Count + 1);

            Assert.Equal(published.Order(StringComparer.Ordinal), followed.Received.SkipLast(1).Order(StringComparer.Ordinal));
            Assert.Equal("the end", followed.Received[^1]);
        }, iter: 20, threads: 1);
}
