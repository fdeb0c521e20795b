using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>To be written.</summary>
internal sealed class XSource(SourceSpec spec, LiveParts parts) : LiveSource("x", parts)
{
    public override string Endpoint => spec.ToString();

    public override IAsyncEnumerable<string> CheckAsync(CancellationToken stop) => throw new NotSupportedException();

    protected override Task<Disconnect> ReceiveAsync(CancellationToken stop) => throw new NotSupportedException();

    protected override string Remedy(Disconnect refusal) => throw new NotSupportedException();
}
