using System.Threading.Channels;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// What one client still has to get from memory. Owns the form it gets (undecided at first: chunks are held back until the
/// client has asked for JSON or kept silent long enough) and the count and age of waiting bytes; leaves sending to
/// <see cref="Client"/>. Filled under the broadcaster's lock, emptied by one sender.
/// <list type="bullet">
/// <item>Text, and JSON that nobody archived, has no other way to the client: what does not fit is the end of the connection.</item>
/// <item>JSON that is archived only waits here as long as little does; a subscriber that is further behind reads the archive.</item>
/// </list>
/// </summary>
/// <param name="limitBytes">Most that may wait.</param>
/// <param name="holdsBack">Whether chunks are held for a client that has not said yet what it wants.</param>
/// <param name="time">The clock.</param>
internal sealed class ClientQueue(long limitBytes, bool holdsBack, TimeProvider time)
{
    /// <summary>A subscriber for whom more is waiting reads the archive instead.</summary>
    internal const long CatchUpBytes = 1024 * 1024;

    private readonly Channel<Parcel> _parcels = Channel.CreateUnbounded<Parcel>(new() { SingleReader = true });
    private readonly List<Chunk> _held = [];
    private long _bytes;
    private long _movedAt = time.GetTimestamp();
    private long _oldest = long.MaxValue;
    private volatile bool _isBehind;
    private bool _finishing;

    /// <summary>What the next chunk must hold for this client; both while it is undecided.</summary>
    public WireForms Wants { get; private set; } = holdsBack ? WireForms.Text | WireForms.Json : WireForms.None;

    public bool IsUndecided { get; private set; } = true;

    /// <summary>Where a subscriber begins; null for everyone else.</summary>
    public long? Start { get; private set; }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How long something has been waiting without any of it being taken.</summary>
    public TimeSpan Stalled => Bytes == 0 && !_isBehind ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref _movedAt));

    /// <summary>How long the oldest of what must be taken from here has been on its way to the client.</summary>
    public TimeSpan Age => Interlocked.Read(ref _oldest) is var at && at == long.MaxValue ? TimeSpan.Zero : time.GetElapsedTime(at);

    /// <summary>False, and nothing added, where more would wait than the limit; a single chunk may be larger.</summary>
    public bool TryAdd(Chunk chunk)
    {
        var size = SizeOf(chunk);
        var waiting = Bytes;
        if (chunk.IsArchived && Wants == WireForms.Json && waiting + size > CatchUpBytes && waiting > 0)
            return true;
        if (waiting > 0 && waiting + size > limitBytes)
            return false;
        if (waiting == 0)
            Interlocked.Exchange(ref _movedAt, time.GetTimestamp());
        Interlocked.Add(ref _bytes, size);
        if (!IsUndecided)
            Put(chunk);
        else if (holdsBack)
            HoldBack(chunk);
        return true;
    }

    /// <summary>The client gets text, also what was held back.</summary>
    public void GiveText() => Decide(WireForms.Text, null);

    /// <summary>The client gets the answer, and JSON from there on, also what was held back.</summary>
    /// <param name="subscription">What the client asked for.</param>
    /// <param name="acceptance">What it gets.</param>
    public void GiveJson(Subscription subscription, Acceptance acceptance)
    {
        Start = acceptance.Next;
        Decide(WireForms.Json, subscription.Accept(acceptance));
    }

    /// <summary>Offset of the first post that was held back; <paramref name="next"/> where none was.</summary>
    public long FirstHeld(long next) => _held.Count > 0 ? _held[0].FirstOffset : next;

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

    /// <summary>Nobody takes anything any more: the sender need not wait.</summary>
    public void Abandon() => _parcels.Writer.TryComplete();

    /// <summary>Called by the sender: waits until there is something to take; false when nothing comes any more.</summary>
    public ValueTask<bool> WaitAsync() =>
        // With a token each wait would allocate.
        _parcels.Reader.WaitToReadAsync(CancellationToken.None);

    /// <summary>Called by the sender: the next parcel, which is on its way from now on; its chunk is the sender's to let go.</summary>
    public bool TryTake(out Parcel parcel)
    {
        var isThere = _parcels.Reader.TryRead(out parcel);
        Interlocked.Exchange(ref _oldest, isThere && !parcel.IsKept ? parcel.At : long.MaxValue);
        return isThere;
    }

    /// <summary>Called by the sender: the network has taken something.</summary>
    /// <param name="bytes">So much of this queue; 0 where it came from elsewhere.</param>
    public void Moved(int bytes)
    {
        Interlocked.Exchange(ref _movedAt, time.GetTimestamp());
        Interlocked.Add(ref _bytes, -bytes);
    }

    /// <summary>Called by the sender before and after it reads the archive.</summary>
    public void SetBehind(bool isBehind)
    {
        if (isBehind && !_isBehind)
            Moved(0);
        _isBehind = isBehind;
    }

    private void Decide(WireForms form, byte[]? answer)
    {
        var heldInBothForms = _held.Sum(SizeOf);
        (Wants, IsUndecided) = (form, false);
        Interlocked.Add(ref _bytes, _held.Sum(SizeOf) - heldInBothForms + (answer?.Length ?? 0));
        if (answer is not null)
            _parcels.Writer.TryWrite(new(answer, null, time.GetTimestamp(), false));
        foreach (var chunk in _held)
        {
            Put(chunk);
            chunk.LetGo();
        }

        _held.Clear();
        if (_finishing)
            _parcels.Writer.TryComplete();
    }

    private void Put(Chunk chunk)
    {
        if (Wants == WireForms.None)
            return;
        var isJson = Wants == WireForms.Json;
        chunk.Hold();
        _parcels.Writer.TryWrite(new(isJson ? chunk.Json : chunk.Text, chunk, time.GetTimestamp(), isJson && chunk.IsArchived));
    }

    private void HoldBack(Chunk chunk)
    {
        chunk.Hold();
        _held.Add(chunk);
    }

    private long SizeOf(Chunk chunk) =>
        (Wants.HasFlag(WireForms.Text) ? chunk.Text.Length : 0) + (Wants.HasFlag(WireForms.Json) ? chunk.Json.Length : 0);
}
