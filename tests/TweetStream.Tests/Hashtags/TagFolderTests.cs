using System.Globalization;
using System.Text;
using CsCheck;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

public sealed class TagFolderTests
{
    // Spellings of one thing in many ways, things alike that differ, and what normalisation is known to stumble over.
    private static readonly Gen<string> Spellings = Gen.OneOf(
        "a", "A", "ａ", "Ａ", "é", "É", "e\u0301", "E\u0301", "e", "ß", "ẞ", "ss", "SS", "i", "I", "İ", "ı", "i\u0307", "ﬁ", "fi", "Ǆ", "ǅ", "ǆ",
        "σ", "ς", "Σ", "ΐ", "ΐ", "\u0345", "ι", "ᾳ", "Å", "Å", "K", "K", "ſ", "µ", "μ", "Ω", "ω", "К", "к", "𐐀", "𐐨", "𞤀", "𞤢", "𠮷",
        "\u0301", "\u0316", "\u0301\u0316", "\u0316\u0301", "が", "か\u3099", "ｶﾞ", "ガ", "ﾞ", "가", "\u1100\u1161", "ㄱ", "각", "가\u11A8",
        "ﷺ", "क़", "क\u093C", "\u200D", "_", "·", "1", "１", "①", "\uFFFE", "\uFFFF", "\uFFFD", "日", "ⴀ", "Ⴀ", "ა", "Ა", "Ꭰ", "ꭰ", "ɐ", "Ɐ")
        .Array[0, 8].Select(string.Concat);

    [Theory]
    [InlineData("WorldCup", "worldcup")]
    [InlineData("ΣΑΣ", "σας")]
    [InlineData("ＷｏｒｌｄＣｕｐ２６", "worldcup26")]
    [InlineData("ﬁnale", "Finale")]
    [InlineData("CAFE\u0301", "café")]
    [InlineData("ｻｯｶｰ", "サッカー")]
    [InlineData("ﾊﾟ", "パ")]
    [InlineData("МОСКВА", "москва")]
    [InlineData("𐐔𐐇", "𐐼𐐯")]
    [InlineData("ᏣᎳᎩ", "ꮳꮃꭹ")]
    public void Two_spellings_are_one_tag(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Theory]
    [InlineData("ß", "ẞ")]
    [InlineData("ß", "ss")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ı", "i")]
    [InlineData("ć", "c")]
    [InlineData("é", "e")]
    [InlineData("тест", "test")]
    [InlineData("か", "カ")]
    public void Two_spellings_are_two_tags(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Theory]
    [InlineData("WorldCup_26", "worldcup_26")]
    [InlineData("ÉTÉ", "été")]
    [InlineData("ΟΔΟΣ", "οδοσ")]
    [InlineData("ᏣᎳᎩ", "ꮳꮃꭹ")]
    [InlineData("İ", "İ")]
    [InlineData("𞤀", "𞤢")]
    public void A_key_looks_like_lower_case(string spelling, string key) => Assert.Equal(key, Key(spelling));

    [Theory]
    [InlineData("WorldCup", "WorldCup")]
    [InlineData("ＷｏｒｌｄＣｕｐ", "WorldCup")]
    [InlineData("E\u0301te\u0301", "Été")]
    public void Case_is_kept_on_request(string spelling, string key) => Assert.Equal(key, Key(spelling, keepCase: true));

    [Fact]
    public void The_runtime_normalises() => Assert.True(TagFolder.IsNormalizationAvailable);

    [Fact]
    public void Every_character_has_the_key_of_those_equal_to_it_and_of_no_other()
    {
        var folder = new TagFolder(keepCase: false);
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var spellings = new Dictionary<string, string>();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in AllRunes())
        {
            var normal = Normal(rune.ToString());
            var key = Encoding.UTF8.GetString(folder.Fold(utf8[..rune.EncodeToUtf8(utf8)]));
            if (keys.TryAdd(normal, key))
                Assert.True(spellings.TryAdd(key, normal), $"U+{rune.Value:X4} has the key of {spellings.GetValueOrDefault(key)}");
            else
                Assert.Equal(keys[normal], key);
        }
    }

    [Fact]
    public void What_needs_no_normalising_cannot_be_composed_with_what_stands_before_it()
    {
        foreach (var rune in AllRunes())
        {
            var parts = rune.Value == CharacterFolds.Unnormalisable ? "" : rune.ToString().Normalize(NormalizationForm.FormD);
            for (var i = 1; i < parts.Length; i++)
                Assert.False(CharacterFolds.IsSettled(parts[i]), $"U+{(int)parts[i]:X4}, a part of U+{rune.Value:X4}");
        }
    }

    [Fact]
    public void Keys_are_equal_when_the_spellings_are_and_only_then()
    {
        // The second is either another spelling or the first in another form, so that equal ones are not rare.
        Gen.Select(Spellings, Spellings, Gen.Int[0, 5]).Sample(
            (one, another, form) =>
            {
                var other = form switch
                {
                    0 => one.ToUpperInvariant(),
                    1 => one.ToLowerInvariant(),
                    2 => Normal(one),
                    3 => string.Join('\uFFFE', one.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormD))),
                    _ => another,
                };
                Assert.Equal(string.Equals(Normal(one), Normal(other), StringComparison.OrdinalIgnoreCase), Key(one) == Key(other));
                Assert.Equal(Normal(one), Key(one, keepCase: true));
            },
            iter: 20_000);
    }

    [Fact]
    public void A_long_tag_has_the_key_of_its_parts()
    {
        string[] spelling = ["日", "E\u0301", "ﬁ", "ｶﾞ", "\u1112\u1161\u11AB", "𐐔", "日\uFFFE"];
        string[] key = ["日", "é", "fi", "ガ", "한", "𐐼", "日\uFFFE"];

        for (var part = 1; part < spelling.Length; part++)
            Assert.Equal(Repeat("日" + key[part]), Key(Repeat("日" + spelling[part])));

        static string Repeat(string unit) => string.Concat(Enumerable.Repeat(unit, 50_000));
    }

    [Fact]
    public void A_long_tag_is_not_cut_within_a_surrogate_pair() =>
        Assert.Equal("fi" + string.Concat(Enumerable.Repeat("𐐼", 300)), Key("ﬁ" + string.Concat(Enumerable.Repeat("𐐔", 300))));

    [Fact]
    public void Endless_marks_are_folded_in_time_linear_to_them()
    {
        // Putting half a million marks in order at once would take minutes.
        var spelling = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 260_000));

        Assert.Equal(spelling.Length, Key(spelling).Length + 1); // á
    }

    [Fact]
    public void What_grows_in_normalising_fits() =>
        Assert.Equal(string.Concat(Enumerable.Repeat(Normal("ﷺ"), 50_000)), Key(new string('ﷺ', 50_000)));

    [Fact]
    public void Bytes_that_are_not_utf8_become_replacement_characters()
    {
        Assert.Equal("a\uFFFDb"u8, new TagFolder(keepCase: false).Fold([(byte)'A', 0xFF, (byte)'B']));
        Assert.Equal("A\uFFFDé"u8, new TagFolder(keepCase: true).Fold([(byte)'A', 0xE6, 0x97, 0xC3, 0xA9]));
        Assert.Equal(""u8, new TagFolder(keepCase: false).Fold([]));
    }

    [Fact]
    public void Any_bytes_have_a_key_that_is_its_own_key() => Gen.Byte.Array[0, 60].Sample(
        bytes =>
        {
            var key = new TagFolder(keepCase: true).Fold(bytes).ToArray();
            Assert.Equal(key, new TagFolder(keepCase: true).Fold(key));
        },
        iter: 5_000);

    [Fact]
    public void Folding_allocates_nothing_once_its_buffers_have_grown()
    {
        var folder = new TagFolder(keepCase: false);
        // None that the runtime has to normalise: what that allocates depends on how far it has been compiled.
        byte[][] tags = [.. new[] { "WorldCup", "Été", "МОСКВА", "日本語", "가나다", "ابجد" }.Select(Encoding.UTF8.GetBytes)];
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                foreach (var tag in tags)
                    folder.Fold(tag);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static string Key(string spelling, bool keepCase = false) =>
        Encoding.UTF8.GetString(new TagFolder(keepCase).Fold(Encoding.UTF8.GetBytes(spelling)));

    /// <summary>NFKC, also of U+FFFE, which the runtime refuses.</summary>
    private static string Normal(string text) =>
        string.Join('\uFFFE', text.Split('\uFFFE').Select(part => part.Normalize(NormalizationForm.FormKC)));

    /// <summary>All of the BMP, and beyond it all that is assigned.</summary>
    private static IEnumerable<Rune> AllRunes() => Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(scalar => new Rune(scalar))
        .Where(rune => rune.IsBmp || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse));
}
