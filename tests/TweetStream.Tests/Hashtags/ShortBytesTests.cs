using System.Runtime.Intrinsics;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class ShortBytesTests
{
    [Fact]
    public void They_are_the_same_from_a_span_and_from_a_vector_and_give_back_what_they_hold()
    {
        var bytes = Enumerable.Range(0, Vector256<byte>.Count).Select(at => (byte)(0xFF - at)).ToArray();
        for (var length = 0; length <= ShortBytes.Capacity; length++)
        {
            var value = ShortBytes.Of(bytes.AsSpan(0, length));
            Assert.Equal(ShortBytes.Of(Vector256.Create(bytes), length), value);
            Assert.Equal(bytes[..length], ShortBytes.AsSpan(ref value, []).ToArray());
            Assert.Equal((length, false), (value.Length, value.IsLong));
        }
    }
}
