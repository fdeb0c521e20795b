using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class TagTableTests
{
    private static readonly string[] Peculiar = ["dotnet", "DotNet", "a", "A", "_", "snake_case", "ニュース", "today今日", "ẞ", "ss", "café", "cafe\u0301", "Ünï", "новости", "НОВОСТИ", "ﬁ", "fi", "a_tag_as_long_as_fits_23", "a_tag_that_is_longer_than_fits"];

    private static readonly Gen<string> Spellings = Gen.OneOf(
        Gen.Int[0, Peculiar.Length - 1].Select(at => Peculiar[at]),
        Gen.Int[0, 5_000].Select(number => $"tag{number}"),
        Gen.Int[0, 500].Select(number => $"ข่าว{number}"));

    [Fact]
    public void Tags_of_many_posts_are_numbered_as_one_by_one()
    {
        Gen.Select(Spellings.Array[0, 5].Array[0, 40].Array[1, 40], Gen.Bool).Sample((batches, keepCase) =>
        {
            var (table, model) = (new TagTable(keepCase), new TagTable(keepCase));
            var batch = new TagBatch();
            foreach (var posts in batches)
            {
                var expected = new List<int>();
                foreach (var post in posts)
                {
                    if (batch.IsFull)
                        break;
                    Assert.All(post, tag => Assert.True(batch.TryAdd(Encoding.UTF8.GetBytes(tag))));
                    batch.EndPosts(batch.Posts + 1);
                    var seen = new HashSet<int>();
                    foreach (var number in post.Select(tag => model.Intern(Encoding.UTF8.GetBytes(tag))))
                    {
                        if (seen.Add(model.KeyOf(number)))
                            expected.Add(number);
                    }
                }

                var numbers = table.Intern(batch).ToArray();
                batch.Clear();
                Assert.Equal(expected, numbers);
                Assert.All(numbers, number => Assert.Equal(model.KeyOf(number), table.KeyOf(number)));
            }

            Assert.Equal((model.Count, model.KeyCount), (table.Count, table.KeyCount));
        }, iter: 300);
    }

    [Fact]
    public void Spellings_of_one_tag_share_a_key()
    {
        var table = new TagTable(keepCase: false);
        var first = table.Intern("DotNet"u8);
        var second = table.Intern("dotnet"u8);
        Assert.NotEqual(first, second);
        Assert.Equal(table.KeyOf(first), table.KeyOf(second));
        Assert.Equal("dotnet", Encoding.UTF8.GetString(table.Key(table.KeyOf(first))));
        Assert.Equal("DotNet", Encoding.UTF8.GetString(table.Spelling(first)));
    }

    [Fact]
    public void Where_case_counts_they_do_not()
    {
        var table = new TagTable(keepCase: true);
        Assert.NotEqual(table.KeyOf(table.Intern("DotNet"u8)), table.KeyOf(table.Intern("dotnet"u8)));
    }

    [Fact]
    public void Every_spelling_has_one_number_for_good_until_it_is_forgotten() =>
        Gen.Select(Gen.String[Gen.Char["abAB"], 0, 3].Array[0, 200], Gen.Bool.Array[200]).Sample((spellings, keep) =>
        {
            var table = new TagTable(keepCase: false);
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var spelling in spellings)
            {
                var number = table.Intern(Encoding.UTF8.GetBytes(spelling));
                Assert.Equal(numbers.TryGetValue(spelling, out var known) ? known : numbers.Count, number);
                numbers[spelling] = number;
            }

            var renumbered = table.Compact(keep.AsSpan(0, table.Count));
            foreach (var (spelling, number) in numbers)
            {
                Assert.Equal(keep[number], renumbered[number] >= 0);
                if (keep[number])
                    Assert.Equal(renumbered[number], table.Intern(Encoding.UTF8.GetBytes(spelling)));
            }

            Assert.Equal(keep.AsSpan(0, numbers.Count).Count(true), table.Count);
        });

    [Fact]
    public void A_table_that_forgets_again_and_again_numbers_what_comes_then_as_any_other() =>
        Gen.Select(Gen.Int[0, 4000].Array[0, 1500], Gen.Int[1, 40]).Array[1, 6].Sample(rounds =>
        {
            var table = new TagTable(keepCase: false);
            var known = new List<string>();
            foreach (var (tags, oneIn) in rounds)
            {
                foreach (var tag in tags.Select(tag => $"{(tag % 2 == 0 ? "Tag" : "tag")}{tag / 2}"))
                {
                    var number = table.Intern(Encoding.UTF8.GetBytes(tag));
                    if (number == known.Count)
                        known.Add(tag);
                    Assert.Equal(tag, known[number]);
                    Assert.Equal(tag.ToLowerInvariant(), Encoding.UTF8.GetString(table.Key(table.KeyOf(number))));
                }

                var live = known.Select((_, number) => number % oneIn == 0).ToArray();
                table.Compact(live);
                known = [.. known.Where((_, number) => live[number])];
                Assert.Equal(known, Enumerable.Range(0, table.Count).Select(number => Encoding.UTF8.GetString(table.Spelling(number))));
                Assert.Equal(known.Select(tag => tag.ToLowerInvariant()).Distinct().Count(), table.KeyCount);
            }
        }, iter: 50);

    // Small and large letters, some of which fold to others only by their normal form, so that a key is found by spellings of every kind.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_has_the_number_of_the_first_spelling_that_is_left(bool keepCase) =>
        Gen.Select(Gen.String[Gen.Char["aAbé\u00C9\uFF21\uFF42"], 1, 3].Array[0, 60], Gen.Bool.Array[200]).Array[1, 5].Sample(rounds =>
        {
            var (table, folder) = (new TagTable(keepCase), new TagFolder(keepCase));
            var known = new List<string>();
            foreach (var (spellings, keep) in rounds)
            {
                foreach (var spelling in spellings)
                {
                    Assert.Equal(known.FindIndex(other => Key(other) == Key(spelling)), table.FindKey(Encoding.UTF8.GetBytes(spelling)));
                    if (table.Intern(Encoding.UTF8.GetBytes(spelling)) == known.Count)
                        known.Add(spelling);
                }

                AssertKeys();
                var live = known.Select((_, number) => keep[number % keep.Length]).ToArray();
                var old = known;
                table.Compact(live, out var keys);
                known = [.. known.Where((_, number) => live[number])];
                AssertKeys();
                Assert.All(old, spelling => Assert.Equal(known.FindIndex(other => Key(other) == Key(spelling)), table.FindKey(Encoding.UTF8.GetBytes(spelling))));
                Assert.All(old.Index().DistinctBy(spelling => Key(spelling.Item)), first => Assert.Equal(known.FindIndex(other => Key(other) == Key(first.Item)), keys[first.Index]));
            }

            void AssertKeys() => Assert.Equal(known.Select(spelling => known.FindIndex(other => Key(other) == Key(spelling))), Enumerable.Range(0, table.Count).Select(table.KeyOf));

            string Key(string spelling) => Encoding.UTF8.GetString(folder.Fold(Encoding.UTF8.GetBytes(spelling)));
        });

    [Fact]
    public void A_restored_table_knows_every_spelling_by_its_number() =>
        Gen.Select(Gen.String[Gen.Char["abABſé日"], 0, 3].Array[0, 200], Gen.Bool).Sample((spellings, keepCase) =>
        {
            var table = new TagTable(keepCase);
            foreach (var spelling in spellings)
                table.Intern(Encoding.UTF8.GetBytes(spelling));
            table.Compact(Enumerable.Repeat(true, table.Count).ToArray());
            var restored = Restored(Saved(table), keepCase);
            Assert.Equal((table.Count, table.KeyCount, table.Bytes, table.Kept), (restored.Count, restored.KeyCount, restored.Bytes, restored.Kept));
            for (var number = 0; number < table.Count; number++)
            {
                Assert.Equal(table.Spelling(number), restored.Spelling(number));
                Assert.Equal(table.Key(table.KeyOf(number)), restored.Key(restored.KeyOf(number)));
                Assert.Equal(number, restored.Intern(table.Spelling(number)));
            }
        });

    [Fact]
    public void A_saved_table_that_cannot_be_is_refused()
    {
        var table = new TagTable(keepCase: false);
        table.Intern("one"u8);
        table.Intern("two"u8);
        var saved = Saved(table);
        for (var length = 0; length < saved.Length; length++)
            Assert.Throws<InvalidDataException>(() => Restored(saved[..length], keepCase: false));
        Assert.Throws<InvalidDataException>(() => Restored([0, 2, 1, (byte)'a', 1, (byte)'a'], keepCase: false));
        Assert.Throws<InvalidDataException>(() => Restored([0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], keepCase: false));
        Assert.Throws<InvalidDataException>(() => Restored([0, 1, 0x81, 8, .. new byte[1025]], keepCase: false));
    }

    [Fact]
    public void A_key_is_found_by_any_spelling_and_none_gets_a_number()
    {
        var table = new TagTable(keepCase: false);
        var number = table.Intern("DotNet"u8);
        Assert.Equal(table.KeyOf(number), table.FindKey("DOTNET"u8));
        Assert.Equal(-1, table.FindKey("other"u8));
        Assert.Equal((1, 1, 6), (table.Count, table.KeyCount, table.Bytes));
    }

    private static byte[] Saved(TagTable table)
    {
        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        table.Save(writer);
        return saved.ToArray();
    }

    private static TagTable Restored(byte[] saved, bool keepCase)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        var table = new TagTable(keepCase);
        table.Restore(reader);
        return table;
    }
}
