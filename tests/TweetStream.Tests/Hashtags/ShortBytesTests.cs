using System.Runtime.InteropServices;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class ShortBytesTests
{
    [Fact]
    public void They_are_the_same_whether_others_stand_behind_them_and_give_back_what_they_hold()
    {
        var bytes = Enumerable.Range(0, ShortBytes.Reach).Select(at => (byte)(0xFF - at)).ToArray();
        var values = new ShortBytes[2];
        for (var length = 0; length <= ShortBytes.Capacity; length++)
        {
            var value = ShortBytes.Of(bytes.AsSpan(0, length));
            ShortBytes.Write(bytes, length, MemoryMarshal.AsBytes(values.AsSpan()));
            Assert.Equal(values[0], value);
            Assert.Equal(bytes[..length], ShortBytes.AsSpan(ref value, []).ToArray());
            Assert.Equal((length, false), (value.Length, value.IsLong));
        }
    }

    [Fact]
    public void Small_ASCII_is_what_has_no_other_key()
    {
        var folder = new TagFolder(keepCase: false);
        for (var value = 1; value < 256; value++)
        {
            for (var at = 0; at < ShortBytes.Capacity; at++)
            {
                var bytes = "0123456789abcdefghijklm"u8.ToArray();
                bytes[at] = (byte)value;
                var isSmall = ShortBytes.Of(bytes).IsSmallAscii;
                Assert.Equal(value is < 0x40 or (> 0x5F and < 0x80), isSmall);
                Assert.True(!isSmall || folder.Fold(bytes).SequenceEqual(bytes));
            }
        }
    }
}
