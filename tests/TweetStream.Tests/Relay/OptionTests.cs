using TweetStream.Relay;
using TweetStream.Relay.Sources;

namespace TweetStream.Tests.Relay;

public sealed class OptionTests
{
    [Theory]
    [InlineData("realtime", 0)]
    [InlineData("max", double.PositiveInfinity)]
    [InlineData("50", 50)]
    [InlineData("2.5", 2.5)]
    [InlineData("1000/s", 1000)]
    public void A_rate_is_realtime_max_or_posts_a_second(string value, double postsPerSecond)
    {
        Assert.True(PostRate.TryParse(value, out var rate, out _));
        Assert.Equal(postsPerSecond, rate.PostsPerSecond);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("fast")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("1,5")]
    [InlineData("/s")]
    public void A_bad_rate_is_named_together_with_what_is_allowed(string value)
    {
        Assert.False(PostRate.TryParse(value, out _, out var reason));
        Assert.Equal($"'{value}' is no rate; allowed are realtime, max, or posts a second as a number above 0", reason);
    }

    [Theory]
    [InlineData("synthetic", SourceKind.Synthetic, null)]
    [InlineData("stdin", SourceKind.StandardInput, null)]
    [InlineData("replay:a b.jsonl", SourceKind.Replay, "a b.jsonl")]
    [InlineData("replay:C:\\posts.gz", SourceKind.Replay, "C:\\posts.gz")]
    public void A_source_is_a_replay_synthetic_or_stdin(string value, SourceKind kind, string? file)
    {
        Assert.True(SourceSpec.TryParse(value, out var spec, out _));
        Assert.Equal((kind, file, value), (spec.Kind, spec.File, spec.ToString()));
    }

    [Theory]
    [InlineData("x", SourceKind.X, null)]
    [InlineData("x-tweetinvi", SourceKind.XTweetinvi, null)]
    [InlineData("bluesky", SourceKind.Bluesky, null)]
    [InlineData("bluesky:ws://127.0.0.1:6008", SourceKind.Bluesky, "ws://127.0.0.1:6008/")]
    [InlineData("bluesky:jetstream.example.org", SourceKind.Bluesky, "wss://jetstream.example.org/")]
    [InlineData("mastodon:mastodon.example.org", SourceKind.Mastodon, "https://mastodon.example.org/")]
    [InlineData("mastodon:localhost:3000", SourceKind.Mastodon, "https://localhost:3000/")]
    [InlineData("x:http://[::1]:8080", SourceKind.X, "http://[::1]:8080/")]
    public void A_source_is_a_network_with_or_without_an_address(string value, SourceKind kind, string? address)
    {
        Assert.True(SourceSpec.TryParse(value, out var spec, out _));
        Assert.Equal((kind, address, value), (spec.Kind, spec.Address?.ToString(), spec.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("replay")]
    [InlineData("replay:")]
    [InlineData("replay: ")]
    [InlineData("Synthetic")]
    [InlineData("x:")]
    [InlineData("x:ftp://example.org")]
    [InlineData("x:https://user:secret@example.org")]
    [InlineData("x:https://example.org/path")]
    [InlineData("bluesky:https://example.org")]
    [InlineData("mastodon: ")]
    [InlineData("stdin:x")]
    public void A_bad_source_is_named_together_with_what_is_allowed(string value)
    {
        Assert.False(SourceSpec.TryParse(value, out _, out var reason));
        Assert.Equal($"'{value}' is no source; allowed are bluesky, mastodon:HOST, x, x-tweetinvi, replay:FILE, synthetic and stdin, and an address after a network such as x:http://127.0.0.1:8080", reason);
    }

    [Theory]
    [InlineData("5555", "127.0.0.1:5555")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("localhost:80", "127.0.0.1:80")]
    [InlineData("10.1.2.3:65535", "10.1.2.3:65535")]
    [InlineData("[::1]:5555", "[::1]:5555")]
    [InlineData("*:5555", "[::]:5555")]
    public void An_address_to_listen_on_is_a_port_with_or_without_a_host(string value, string address)
    {
        Assert.True(ListenAddress.TryParse(value, out var parsed, out _));
        Assert.Equal(address, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("1:5555")]
    [InlineData("::1:5555")]
    [InlineData("[127.0.0.1]:5555")]
    [InlineData("example.org:5555")]
    [InlineData(":5555")]
    public void A_bad_address_is_named_together_with_what_is_allowed(string value)
    {
        Assert.False(ListenAddress.TryParse(value, out _, out var reason));
        Assert.StartsWith($"'{value}' is no address to listen on; allowed are", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("#")]
    [InlineData("#two words")]
    public void A_bad_term_is_named_together_with_what_is_allowed(string value)
    {
        Assert.False(TrackTerm.TryParse(value, out _, out var reason));
        Assert.Equal($"'{value}' cannot be tracked; allowed are WORD and #TAG", reason);
    }

    [Fact]
    public void An_option_out_of_its_range_is_named_with_its_value()
    {
        AssertRefused(new() { MaxLineBytes = 0 }, "MaxLineBytes is 0; allowed is at least 1");
        AssertRefused(new() { ClientQueueBytes = -1 }, "ClientQueueBytes is -1; allowed is at least 1");
        AssertRefused(new() { MaxClients = 0 }, "MaxClients is 0; allowed is at least 1");
        AssertRefused(new() { WaitForClients = -1 }, "WaitForClients is -1; allowed is at least 0");
        AssertRefused(new() { ClientAge = TimeSpan.Zero }, "ClientAge is 00:00:00; allowed is above 0");
        AssertRefused(new() { ClientTimeout = TimeSpan.FromMilliseconds(999) }, "ClientTimeout is 00:00:00.9990000; allowed is 1 s to a day");
        AssertRefused(new() { Listen = [new(System.Net.IPAddress.Any, 5555)] }, "Listen is 0.0.0.0:5555; allowed is an address that only this machine can reach");
        AssertRefused(new() { Listen = [] }, "Listen is nothing; allowed is at least one address");
        AssertRefused(new() { Sources = [] }, "Sources is nothing; allowed is at least one source");
        AssertRefused(new() { Sources = [SourceSpec.StandardInput, SourceSpec.StandardInput] }, "Sources is stdin twice; allowed is stdin once");
        AssertRefused(new() { Sources = [Source("bluesky"), Source("bluesky:jetstream.example.org")] }, "Sources is bluesky twice; allowed is it once");
        AssertRefused(new() { Sources = [Source("x"), Source("x:https://x.example.org")] }, "Sources is x twice; allowed is it once");
        AssertRefused(new() { Sources = [Source("x"), Source("x-tweetinvi")] }, "Sources is x twice; allowed is it once");
        new RelayOptions { Sources = [Source("mastodon:a.example"), Source("mastodon:b.example"), Source("x"), Source("bluesky")] }.Validate();
        new RelayOptions().Validate();

        static SourceSpec Source(string value) => SourceSpec.TryParse(value, out var spec, out var reason) ? spec : throw new ArgumentException(reason, nameof(value));

        static void AssertRefused(RelayOptions options, string message) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
