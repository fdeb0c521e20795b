using System.Threading.Channels;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// What one client still has to get. Owns the form it gets (undecided at first: chunks are held back until the client
/// has asked for JSON or kept silent long enough) and the count of waiting bytes; leaves sending to <see cref="Client"/>.
/// Filled under the broadcaster's lock, emptied by one sender.
/// </summary>
internal sealed class ClientQueue(long limitBytes, TimeProvider time)
{
    private readonly Channel<Parcel> _parcels = Channel.CreateUnbounded<Parcel>(new() { SingleReader = true });
    private readonly List<Chunk> _held = [];
    private long _bytes;
    private long _movedAt = time.GetTimestamp();
    private bool _finishing;

    /// <summary>What the next chunk must hold for this client; both while it is undecided.</summary>
    public WireForms Wants { get; private set; } = WireForms.Text | WireForms.Json;

    public bool IsUndecided => Wants == (WireForms.Text | WireForms.Json);

    public ChannelReader<Parcel> Parcels => _parcels.Reader;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How long something has been waiting without any of it being taken.</summary>
    public TimeSpan Stalled => Bytes == 0 ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref _movedAt));

    /// <summary>False, and nothing added, where more would wait than the limit; a single chunk may be larger.</summary>
    public bool TryAdd(Chunk chunk)
    {
        var size = SizeOf(chunk);
        var waiting = Bytes;
        if (waiting > 0 && waiting + size > limitBytes)
            return false;
        if (waiting == 0)
            Interlocked.Exchange(ref _movedAt, time.GetTimestamp());
        Interlocked.Add(ref _bytes, size);
        if (IsUndecided)
            _held.Add(chunk);
        else
            Put(chunk);
        return true;
    }

    /// <summary>The client gets text, also what was held back.</summary>
    public void GiveText() => Decide(WireForms.Text, null);

    /// <summary>The client gets the answer, and JSON from there on, also what was held back.</summary>
    /// <param name="subscription">What the client asked for.</param>
    /// <param name="next">Offset of the next post that will be published.</param>
    public void GiveJson(Wire.Subscription subscription, long next) =>
        Decide(WireForms.Json, subscription.Accept(new("none", next, next - 1, _held.Count > 0 ? _held[0].FirstOffset : next)));

    /// <summary>The client gets the answer, after the chunks that wait already, and nothing more.</summary>
    public void Refuse(byte[] answer)
    {
        Decide(WireForms.None, answer);
        Finish();
    }

    /// <summary>No chunk comes any more; what waits is still sent.</summary>
    public void Finish()
    {
        _finishing = true;
        if (!IsUndecided)
            _parcels.Writer.TryComplete();
    }

    /// <summary>Called by the sender for what the network has taken.</summary>
    public void Taken(int bytes)
    {
        Interlocked.Exchange(ref _movedAt, time.GetTimestamp());
        Interlocked.Add(ref _bytes, -bytes);
    }

    private void Decide(WireForms form, byte[]? answer)
    {
        var heldInBothForms = _held.Sum(SizeOf);
        Wants = form;
        Interlocked.Add(ref _bytes, _held.Sum(SizeOf) - heldInBothForms + (answer?.Length ?? 0));
        if (answer is not null)
            _parcels.Writer.TryWrite(new(answer, 0));
        _held.ForEach(Put);
        _held.Clear();
        if (_finishing)
            _parcels.Writer.TryComplete();
    }

    private void Put(Chunk chunk)
    {
        if (Wants != WireForms.None)
            _parcels.Writer.TryWrite(new(Wants == WireForms.Json ? chunk.Json : chunk.Text, chunk.Posts));
    }

    private long SizeOf(Chunk chunk) =>
        (Wants.HasFlag(WireForms.Text) ? chunk.Text.Length : 0) + (Wants.HasFlag(WireForms.Json) ? chunk.Json.Length : 0);
}

/// <summary>Bytes on their way to one client.</summary>
/// <param name="Bytes">Whole lines.</param>
/// <param name="Posts">How many of the lines are posts.</param>
internal readonly record struct Parcel(ReadOnlyMemory<byte> Bytes, int Posts);
