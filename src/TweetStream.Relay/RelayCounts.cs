namespace TweetStream.Relay;

/// <summary>What a relay has done so far.</summary>
/// <param name="Posts">Posts that passed the filter and got an offset.</param>
/// <param name="FilteredOut">Posts that met no track term.</param>
/// <param name="Control">Messages of a source that are no posts.</param>
/// <param name="Malformed">Lines of a source that could not be read.</param>
/// <param name="Oversized">Lines of a source above the limit.</param>
/// <param name="Clients">Clients connected now.</param>
/// <param name="ClientsTotal">Clients since the start.</param>
/// <param name="SlowClients">Clients that were disconnected because they did not take what was sent to them.</param>
public sealed record RelayCounts(
    long Posts,
    long FilteredOut,
    long Control,
    long Malformed,
    long Oversized,
    int Clients,
    long ClientsTotal,
    long SlowClients);

/// <summary>Where the sources count what they could not pass on; for use by several threads.</summary>
internal sealed class SourceTally
{
    private long _control;
    private long _malformed;
    private long _oversized;

    public long Control => Interlocked.Read(ref _control);

    public long Malformed => Interlocked.Read(ref _malformed);

    public long Oversized => Interlocked.Read(ref _oversized);

    public void AddControl() => Interlocked.Increment(ref _control);

    public void AddMalformed() => Interlocked.Increment(ref _malformed);

    public void AddOversized(long lines) => Interlocked.Add(ref _oversized, lines);
}
