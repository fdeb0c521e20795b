using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class ByteTableTests
{
    // Few different bytes, a zero among them, at lengths around those where a string is stored otherwise.
    private static readonly Gen<string> Strings = Gen.Char["\0ab\u007F"].Array[0, 60].Select(Gen.OneOf(Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[14, 18], Gen.Int[22, 27], Gen.Int[0, 60]), (chars, length) =>
        new string(chars.AsSpan(0, Math.Min(length, chars.Length))));

    // The second makes all strings of up to eight bytes collide.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_numbers_as_a_list_would_through_growing_and_forgetting(bool collides) =>
        Gen.Select(Gen.OneOf(Strings, Gen.Int[0, 3000].Select(number => $"number{number}")).Array[0, 600], Gen.Int[1, 30]).Array[1, 6].Sample(rounds =>
        {
            var table = collides ? new ByteTable(new(0, 0, 0)) : new ByteTable();
            var model = new List<string>();
            foreach (var (strings, oneIn) in rounds)
            {
                foreach (var value in strings)
                {
                    var expected = model.IndexOf(value);
                    Assert.Equal(expected, Find(table, Utf8(value)));
                    if (expected < 0 && value.Length <= ShortBytes.Capacity && TryAdd(table, value))
                    {
                        expected = model.Count;
                        model.Add(value);
                    }

                    Assert.Equal(expected < 0 ? model.Count : expected, table.Intern(Utf8(value), out var novelty));
                    Assert.Equal(expected < 0, novelty != Novelty.None);
                    if (expected < 0)
                        model.Add(value);
                }

                CheckAll(table, model);
                var kept = model.Select((_, number) => number % oneIn == 0).ToArray();
                var count = 0;
                var numbers = kept.Select(keep => keep ? count++ : -1).ToArray();
                table.Keep(count, numbers, [0]);
                var old = model;
                model = [.. old.Where((_, number) => kept[number])];
                Assert.Equal(old.Select((value, number) => kept[number] ? model.IndexOf(value) : -1), numbers);
                CheckAll(table, model);
                Assert.All(old.Where((_, number) => !kept[number]), value => Assert.Equal(-1, Find(table, Utf8(value))));
            }
        }, iter: 100);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(1000)]
    public void Every_byte_and_the_length_tell_strings_apart(int length)
    {
        var table = new ByteTable();
        var value = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
        Assert.Equal(0, table.Intern(value, out _));
        for (var at = 0; at < length; at++)
        {
            value[at] ^= 0x80;
            Assert.Equal(at + 1, table.Intern(value, out _));
            Assert.Equal(value, table[at + 1]);
            value[at] ^= 0x80;
        }

        Assert.Equal(length + 1, table.Intern([.. value, 0], out _));
        Assert.Equal(0, Find(table, value));
    }

    [Fact]
    public void It_numbers_as_many_as_fill_several_blocks_and_forgets_most_of_them()
    {
        const int Many = 600_000;
        const int OneIn = 16;
        var table = new ByteTable();
        for (var number = 0; number < Many; number++)
            Assert.Equal(number, table.Intern(Utf8($"number{number}"), out _));
        Assert.All(Enumerable.Range(0, Many), number => Assert.Equal(number, Find(table, Utf8($"number{number}"))));

        table.Keep(Many / OneIn, [.. Enumerable.Range(0, Many).Select(number => number % OneIn == 0 ? number / OneIn : -1)], [0]);
        Assert.All(Enumerable.Range(0, Many), number => Assert.Equal(number % OneIn == 0 ? number / OneIn : -1, Find(table, Utf8($"number{number}"))));
        Assert.Equal(Many / OneIn, table.Intern("number1"u8, out _));
    }

    [Fact]
    public void That_too_many_have_one_hash_is_told()
    {
        var table = new ByteTable(new(0, 0, 0));
        var refused = Assert.Throws<InvalidOperationException>(() =>
        {
            for (var number = 0; number < 1_000; number++)
                table.Intern(Utf8($"{number}"), out _);
        });
        Assert.Equal("more than 511 strings have one hash", refused.Message);
        Assert.Equal(511, table.Count);
        Assert.Equal(510, Find(table, "510"u8));
    }

    [Fact]
    public void What_may_be_there_or_finds_no_room_is_not_added_in_one_step()
    {
        var table = new ByteTable(new(0, 0, 0));
        Assert.True(TryAdd(table, "one"));
        Assert.False(TryAdd(table, "one"));
        Assert.False(TryAdd(table, "two")); // it has the same hash
        Assert.Equal(1, table.Count);

        var random = new ByteTable();
        var refused = Enumerable.Range(0, 100_000).Count(number => !TryAdd(random, $"number{number}") && random.Intern(Utf8($"number{number}"), out _) == number);
        Assert.Equal(100_000, random.Count);
        Assert.InRange(refused, 100, 20_000); // a page was full or a bucket was
    }

    // As what was looked for and not found.
    private static bool TryAdd(ByteTable table, string value)
    {
        Lookup[] lookups = [new() { Value = ShortBytes.Of(Utf8(value)) }];
        table.Find(lookups);
        var count = table.Count;
        if (!table.TryAdd(ref lookups[0]))
            return false;
        Assert.Equal((count, count, count + 1), (lookups[0].Number, lookups[0].Label, table.Count));
        Assert.Equal(count, table.Label(count));
        table.Label(count) = 0;
        return true;
    }

    private static int Find(ByteTable table, ReadOnlySpan<byte> value)
    {
        for (var alike = table.Alike(value); alike.MoveNext();)
        {
            if (table[alike.Current].SequenceEqual(value))
                return alike.Current;
        }

        return -1;
    }

    private static void CheckAll(ByteTable table, List<string> model)
    {
        Assert.Equal((model.Count, model.Sum(value => value.Length)), (table.Count, table.Bytes));
        for (var number = 0; number < model.Count; number++)
        {
            Assert.Equal(model[number], Encoding.UTF8.GetString(table[number]));
            Assert.Equal(number, Find(table, Utf8(model[number])));
        }

        var shorts = model.Where(value => value.Length <= ShortBytes.Capacity).SelectMany(value => new[] { value, value + "?" }).Where(value => value.Length <= ShortBytes.Capacity).ToList();
        var lookups = shorts.Select(value => new Lookup { Value = ShortBytes.Of(Utf8(value)) }).ToArray();
        table.Find(lookups);
        Assert.Equal(shorts.Select(value => model.IndexOf(value)), lookups.Select(lookup => lookup.Number));
    }

    private static byte[] Utf8(string value) => Encoding.UTF8.GetBytes(value);
}
