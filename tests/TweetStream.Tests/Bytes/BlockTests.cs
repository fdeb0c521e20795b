using System.Runtime.Intrinsics;
using CsCheck;
using TweetStream.Bytes;

namespace TweetStream.Tests.Bytes;

/// <summary>Blocks of all lengths, those that the machine has no registers for too, beside a loop over their bytes.</summary>
public sealed class BlockTests
{
    private static readonly Vector128<byte> Table = Vector128.Create((byte)7, 255, 0, 3, 128, 9, 1, 200, 16, 15, 31, 64, 2, 5, 77, 90);

    // From few values, so that two are equal often.
    private static readonly Gen<byte> Bytes = Gen.OneOf(Gen.Byte, Gen.Byte[0, 4], Gen.Byte[125, 130], Gen.Byte[250, 255]);

    [Fact]
    public void A_register_of_128_bits() => Check<Block128>();

    [Fact]
    public void A_register_of_256_bits() => Check<Block256>();

    [Fact]
    public void A_register_of_512_bits() => Check<Block512>();

    [Fact]
    public void A_pair() => Check<Pair<Block256>>();

    [Fact]
    public void A_pair_of_pairs() => Check<Pair<Pair<Block128>>>();

    private static void Check<TBlock>()
        where TBlock : struct, IBlock<TBlock> =>
        Gen.Select(Bytes.Array[TBlock.Length, 80], Bytes.Array[TBlock.Length, 80], Bytes).Sample((one, other, value) =>
        {
            var (left, right) = (TBlock.Load(one), TBlock.Load(other));
            Assert.Equal(Mask<TBlock>(i => one[i] >= 0x80), left.Wide());
            Assert.Equal(Mask<TBlock>(i => one[i] == value), left.Equal(value));
            Assert.Equal(Mask<TBlock>(i => one[i] < value), left.Below(value));
            AssertHolds(left | right, i => one[i] | other[i]);
            AssertHolds(left & right, i => one[i] & other[i]);
            AssertHolds(left ^ right, i => one[i] ^ other[i]);
            AssertHolds(left | value, i => one[i] | value);
            AssertHolds(left & value, i => one[i] & value);
            AssertHolds(left ^ value, i => one[i] ^ value);
            AssertHolds(left - value, i => one[i] - value);
            AssertHolds(left.SubtractSaturate(value), i => Math.Max(0, one[i] - value));
            AssertHolds(left.UpperHalves(), i => one[i] >> 4);
            AssertHolds((left & (byte)15).In(TBlock.Repeat(Table)), i => Table[one[i] & 15]);
        }, iter: 1_000);

    private static void AssertHolds<TBlock>(TBlock block, Func<int, int> expected)
        where TBlock : struct, IBlock<TBlock>
    {
        for (var i = 0; i < TBlock.Length; i++)
            Assert.Equal(1UL << i, block.Equal((byte)expected(i)) & (1UL << i));
    }

    private static ulong Mask<TBlock>(Func<int, bool> isSet)
        where TBlock : struct, IBlock<TBlock>
    {
        var mask = 0UL;
        for (var i = 0; i < TBlock.Length; i++)
            mask |= isSet(i) ? 1UL << i : 0;
        return mask;
    }
}
