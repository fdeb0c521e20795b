using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Live;
using TweetStream.Tests.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

public sealed class JetstreamAddressTests
{
    [Fact]
    public void Without_an_address_it_is_Blueskys_own()
    {
        Assert.Equal(
            "wss://jetstream.us-east.bsky.network/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&collections=app.bsky.feed.post&cursor=12&zstdDictionary=34",
            new JetstreamAddress(JetstreamVersion.V2, null).Stream(12, 34).ToString());
        Assert.Equal(
            "wss://jetstream2.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post&cursor=0",
            new JetstreamAddress(JetstreamVersion.V1, null).Stream(0, null).ToString());
    }

    [Theory]
    [InlineData("wss://example.org", "https://example.org/")]
    [InlineData("wss://example.org:6008", "https://example.org:6008/")]
    [InlineData("ws://[::1]:6008", "http://[::1]:6008/")]
    [InlineData("ws://localhost", "http://localhost/")]
    public void A_given_address_holds_for_the_stream_and_for_what_is_asked_over_HTTP(string given, string http)
    {
        var address = new JetstreamAddress(JetstreamVersion.V2, new(given));
        Assert.Equal((given, http), (address.Server, address.Http.ToString()));
        Assert.StartsWith(given + "/xrpc/", address.Stream(null, null).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 0L, 0L)]
    [InlineData("1783175888172335", 1_783_175_888_172_335L, 1_783_175_883_172_335L)]
    [InlineData("4999999", 4_999_999L, 0L)]
    [InlineData("9223372036854775807", long.MaxValue, long.MaxValue - 5_000_000)]
    [InlineData("9223372036854775808", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("1.5", null, null)]
    [InlineData("", null, null)]
    [InlineData(null, null, null)]
    public void Version_2_is_asked_from_the_last_event_on_and_version_1_from_5_s_before_it(string? cursor, long? second, long? first)
    {
        Assert.Equal(second, new JetstreamAddress(JetstreamVersion.V2, null).Start(cursor));
        Assert.Equal(first, new JetstreamAddress(JetstreamVersion.V1, null).Start(cursor));
    }

    [Theory]
    [InlineData(nameof(JetstreamVersion.V2), "ws://127.0.0.1:1", nameof(JetstreamVersion.V2), "ws://127.0.0.1:1", true)]
    [InlineData(nameof(JetstreamVersion.V2), "ws://127.0.0.1:1", nameof(JetstreamVersion.V2), "ws://127.0.0.1:2", false)]
    [InlineData(nameof(JetstreamVersion.V1), "ws://127.0.0.1:1", nameof(JetstreamVersion.V1), "ws://127.0.0.1:2", true)]
    [InlineData(nameof(JetstreamVersion.V1), "ws://127.0.0.1:1", nameof(JetstreamVersion.V2), "ws://127.0.0.1:1", false)]
    [InlineData(nameof(JetstreamVersion.V2), "ws://127.0.0.1:1", nameof(JetstreamVersion.V1), "ws://127.0.0.1:1", false)]
    public async Task What_is_remembered_holds_for_every_server_of_version_1_and_for_one_alone_of_version_2(string version, string address, string other, string elsewhere, bool holds)
    {
        using var folder = new TemporaryFolder();
        await using var relay = new RunningBroadcast(new() { Archive = new() { Folder = folder.Path("posts"), FreeDiskFloor = 0 } });
        var source = Restored(version, address);
        source.Source.Position.Latest = new("12345", RunningSource.Start);
        source.Memory.Close();
        Assert.Equal(holds ? "12345" : null, Restored(other, elsewhere).Source.Position.Latest?.Cursor);

        (LiveSource Source, SourceMemory Memory) Restored(string asked, string at)
        {
            var options = RunningBluesky.Options(Enum.Parse<JetstreamVersion>(asked));
            var restored = new BlueskySource(SourceSpec.Network(SourceKind.Bluesky, new(at)), new(options, new(null, TimeProvider.System), TimeProvider.System, new LogLines()));
            var memory = new SourceMemory([restored], Path.GetDirectoryName(folder.Path("x"))!, TimeProvider.System, new LogLines());
            memory.Restore(relay.Log, relay.Sink.Seen);
            return (restored, memory);
        }
    }
}
