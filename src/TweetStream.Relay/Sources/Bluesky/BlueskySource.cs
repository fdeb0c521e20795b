using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.Bluesky;

/// <summary>To be written.</summary>
internal sealed class BlueskySource(SourceSpec spec, LiveParts parts) : LiveSource("bluesky", parts)
{
    public override string Endpoint => spec.ToString();

    public override IAsyncEnumerable<string> CheckAsync(CancellationToken stop) => throw new NotSupportedException();

    protected override Task<Disconnect> ReceiveAsync(CancellationToken stop) => throw new NotSupportedException();

    protected override string Remedy(Disconnect refusal) => throw new NotSupportedException();
}
