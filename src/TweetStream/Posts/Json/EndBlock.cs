using System.Runtime.CompilerServices;

namespace TweetStream.Posts.Json;

/// <summary>The end of a line, loaded together with what stands before it.</summary>
/// <param name="bytes">The last 64 bytes.</param>
/// <param name="before">So many of them, below 64, were in earlier blocks.</param>
internal readonly struct EndBlock<TBlock>(TBlock bytes, int before) : IBlock<EndBlock<TBlock>>
    where TBlock : struct, IBlock<TBlock>
{
    private readonly TBlock _bytes = bytes;
    private readonly int _before = before;

    public ulong Beyond => ~(ulong.MaxValue >> _before);

    public static EndBlock<TBlock> Load(ReadOnlySpan<byte> bytes) => new(TBlock.Load(bytes), 0);

    public EndBlock<TBlock> Or(EndBlock<TBlock> other) => new(_bytes.Or(other._bytes), _before);

    public EndBlock<TBlock> Min(EndBlock<TBlock> other) => new(_bytes.Min(other._bytes), _before);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Wide() => _bytes.Wide() >> _before;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => _bytes.Equal(value) >> _before;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Brackets() => _bytes.Brackets() >> _before;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Below(byte limit) => _bytes.Below(limit) >> _before;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Digits() => _bytes.Digits() >> _before;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HexDigits() => _bytes.HexDigits() >> _before;
}
