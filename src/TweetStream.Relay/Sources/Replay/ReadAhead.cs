using TweetStream.Wire;

namespace TweetStream.Relay.Sources.Replay;

/// <summary>
/// Reads another stream, and decompresses it where that is what the other one does, one block ahead of whoever reads this
/// one. A read completes at once unless the other stream is slower than its reader, who can tell by that whether it waits.
/// </summary>
internal sealed class ReadAhead(Stream inner) : ReadOnlyStream(inner)
{
    private const int BlockBytes = 256 * 1024;
    private byte[] _block = new byte[BlockBytes];
    private byte[] _nextBlock = new byte[BlockBytes];
    private Memory<byte> _rest;
    private Task<int>? _next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _next ??= ReadNext();
        return _rest.IsEmpty && !_next.IsCompletedSuccessfully ? WaitAsync(buffer, cancellationToken) : new(Take(buffer));
    }

    protected override void Dispose(bool disposing)
    {
        // What reads cannot be interrupted, nor be disposed meanwhile.
        if (_next is null)
            base.Dispose(disposing);
        else
            _ = _next.ContinueWith(_ => base.Dispose(disposing), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken stop)
    {
        await _next!.WaitAsync(stop);
        return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        if (_rest.IsEmpty)
            Turn();
        var taken = Math.Min(_rest.Length, buffer.Length);
        _rest[..taken].CopyTo(buffer);
        _rest = _rest[taken..];
        return taken;
    }

    private void Turn()
    {
        (_block, _nextBlock) = (_nextBlock, _block);
        _rest = _block.AsMemory(0, _next!.Result);
        if (!_rest.IsEmpty)
            _next = ReadNext();
    }

    private Task<int> ReadNext()
    {
        var block = _nextBlock;
        return Task.Run(() => Inner.ReadAsync(block).AsTask());
    }
}
