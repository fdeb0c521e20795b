using System.Text;
using System.Text.Json;
using CsCheck;
using TweetStream.Bytes;
using TweetStream.Posts.Json;
using TweetStream.Tests.Posts.Model;

namespace TweetStream.Tests.Posts.Json;

/// <summary>The index takes the lines that the framework's reader takes, and finds in them what the framework's document does.</summary>
public class JsonIndexTests
{
    // Of every token and of what comes close to one; blanks and long strings move them over the borders of blocks.
    private static readonly Gen<string> Blank = Gen.Frequency((12, Gen.Const("")), (1, Gen.OneOf(" ", "\t", "\r", "\n", "  \r\n ")), (1, Gen.Int[1, 140].Select(length => new string(' ', length))));

    private static readonly Gen<string> Scalar = Gen.OneOf(
        "null", "true", "false", "0", "-0", "7", "10", "-1", "1.5", "0.0", "1e5", "1E+5", "-2.5e-10", "12345678901234567890", new string('9', 70), "1." + new string('0', 90));

    private static readonly Gen<string> Content = Gen.OneOf(
        Gen.OneOf("", "a", "text", "\\\"", "\\\\", "\\\\\\\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\/", "日本", "{[,:]}", "null", "\u007F"),
        Gen.Int[50, 140].Select(length => new string('x', length)),
        Gen.Int[20, 80].Select(length => string.Concat(Enumerable.Repeat("\\\\", length))));

    private static readonly Gen<string> Text = Content.Array[0, 3].Select(parts => $"\"{string.Concat(parts)}\"");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, value) => depth > 4
        ? Gen.OneOf(Scalar, Text)
        : Gen.Frequency((2, Scalar), (2, Text), (1, Array(value)), (1, Object(value))));

    private static readonly Gen<string> Line = Gen.Select(Object(Value), Blank).Select((line, blank) => line + blank);

    private static readonly byte[] Interesting = "\0\t\n \"\\{}[]:,0123456789-+.eEnulltruefalsx/"u8.ToArray().Concat([(byte)0x7F, (byte)0x80, (byte)0xC3, (byte)0xFF]).ToArray();

    private static Gen<string> Array(Gen<string> value) => Gen.Select(Gen.Select(Blank, value, Blank).Array[0, 4], Blank)
        .Select((items, blank) => $"[{blank}{string.Join(',', items.Select(item => item.Item1 + item.Item2 + item.Item3))}]");

    private static Gen<string> Object(Gen<string> value) => Gen.Select(Gen.Select(Blank, Text, Blank, Blank, value, Blank).Array[0, 5], Blank)
        .Select((members, blank) => $"{{{blank}{string.Join(',', members.Select(member => $"{member.Item1}{member.Item2}{member.Item3}:{member.Item4}{member.Item5}{member.Item6}"))}}}");

    private static bool IsValid(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Check(byte[] json)
    {
        var valid = IsValid(json);
        Check<Block512>(json, valid);
        Check<Pair<Block256>>(json, valid);
        Check<Pair<Pair<Block128>>>(json, valid);
        return valid;
    }

    private static void Check<TBlock>(byte[] json, bool valid)
        where TBlock : struct, IBlock<TBlock>
    {
        var index = new JsonIndex();

        Assert.True(valid == index.TryRead<TBlock>(json), $"{(valid ? "valid" : "invalid")} to the framework: {Encoding.UTF8.GetString(json)}");

        if (!valid)
            return;
        var tree = new StringBuilder();
        Write(index.Object, tree);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(Tree(document.RootElement), tree.ToString());
        Assert.Equal(json.Contains((byte)'\\'), index.HasEscapes);
        Assert.Equal(System.Text.Unicode.Utf8.IsValid(json), index.IsValidUtf8);
        Assert.Equal(Encoding.UTF8.GetString(json).Replace("\\\\", "", StringComparison.Ordinal).Contains("\\u", StringComparison.Ordinal), index.HasUnicodeEscapes);
    }

    private static void Write(JsonValue value, StringBuilder tree)
    {
        if (value.IsObject)
        {
            tree.Append('{');
            var members = value.Members;
            while (members.MoveNext())
            {
                tree.Append(Encoding.Latin1.GetString(members.Name)).Append('=');
                Write(members.Value, tree);
            }

            tree.Append('}');
        }
        else if (value.IsArray)
        {
            tree.Append('[');
            foreach (var item in value.Items)
                Write(item, tree);
            tree.Append(']');
        }
        else
        {
            tree.Append(value.Kind is JsonKind.Boolean ? "" : value.Kind.ToString()).Append(' ').Append(Encoding.Latin1.GetString(value.Json)).Append(';');
        }
    }

    private static string Tree(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Concat(value.EnumerateObject().Select(member => $"{Encoding.Latin1.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(member))}={Tree(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Concat(value.EnumerateArray().Select(Tree))}]",
        JsonValueKind.True or JsonValueKind.False => $" {Raw(value)};",
        JsonValueKind.String => $"String {Raw(value)[1..^1]};",
        _ => $"{value.ValueKind} {Raw(value)};",
    };

    private static string Raw(JsonElement value) => Encoding.Latin1.GetString(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));

    [Fact]
    public void Any_valid_object_is_read_as_the_framework_reads_it() =>
        Line.Sample(line => Assert.True(Check(Encoding.UTF8.GetBytes(line))), iter: 5_000);

    [Fact]
    public void A_line_in_which_bytes_are_changed_removed_doubled_and_moved_is_valid_when_it_is_to_the_framework() =>
        Gen.Select(Line, Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Double[0, 1], Gen.OneOf(Interesting)).Array[1, 3]).Sample((line, changes) =>
        {
            var bytes = ChangedLine.Of(line, changes);
            bytes[0] = (byte)'{';
            Check(bytes);
        }, iter: 50_000);

    [Fact]
    public void Tokens_in_any_order_are_valid_when_they_are_to_the_framework() =>
        Gen.OneOf("{", "}", "[", "]", ":", ",", "\"a\"", "\"a\":", "1", "null", " ", ",\"b\":", "{}", "[]").Array[0, 9].Sample(
            tokens => { Check(Encoding.UTF8.GetBytes($"{{{string.Concat(tokens)}}}")); }, iter: 100_000);

    [Fact]
    public void Every_short_scalar_is_valid_when_it_is_to_the_framework() =>
        Gen.Char["-+.0123456789eEnultrfas\\\""].Array[0, 6].Sample(
            letters => { Check(Encoding.UTF8.GetBytes($"{{\"a\":{new string(letters)}}}")); }, iter: 100_000);

    [Fact]
    public void Every_byte_of_a_line_may_be_any_other_and_the_line_may_break_off_anywhere()
    {
        var line = Encoding.UTF8.GetBytes("""{"a" : [1, 20,null,true ,false,-1.5e+3,{}, [ ],{"b":"\u00e9\\\"日"}],"longer than it was":"and this one reaches over the border of a block","c":0}""");
        Assert.True(Check(line));
        for (var i = 1; i < line.Length; i++)
        {
            Assert.False(Check(line[..i]));
            for (var other = 0; other < 256; other++)
                Check([.. line.AsSpan(0, i), (byte)other, .. line.AsSpan(i + 1)]);
        }
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(65, false)]
    [InlineData(1000, false)]
    public void Containers_may_be_nested_64_deep(int inner, bool expected)
    {
        Assert.Equal(expected, Check(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', inner)}{new string(']', inner)}}}")));
        Assert.Equal(expected, Check(Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat("{\"a\":", inner))}{{}}{new string('}', inner)}")));
    }

    [Fact]
    public void A_string_a_scalar_and_blanks_may_end_at_any_place_of_a_block()
    {
        for (var length = 0; length < 200; length++)
        {
            var run = new string(' ', length);
            Assert.True(Check(Encoding.UTF8.GetBytes($$"""{{{run}}"{{run}}"{{run}}:{{run}}"{{run}}"{{run}},"b":[{{run}}]{{run}},"c":1{{new string('1', length)}},"d":null{{run}}}{{run}}""")));
            Assert.False(Check(Encoding.UTF8.GetBytes($$"""{"a":1{{run}},}""")));
            Assert.False(Check(Encoding.UTF8.GetBytes($$"""{"a"{{run}} 1}""")));
            Assert.False(Check(Encoding.UTF8.GetBytes($$"""{"a":1{{run}} 2}""")));
            Assert.False(Check(Encoding.UTF8.GetBytes($$"""{"a":0{{new string('1', length + 1)}}}""")));
        }
    }

    [Fact]
    public void A_number_is_checked_whatever_ended_at_the_end_of_a_block_before_it()
    {
        foreach (var before in new[] { "null", "17", "-1", "\"\\\\\"" })
        {
            for (var name = 40; name < 64; name++)
            {
                for (var text = 50; text < 130; text++)
                {
                    foreach (var number in new[] { "01", "1.", "nul", "10" })
                        Check(Encoding.UTF8.GetBytes($$"""{"{{new string('n', name)}}":{{before}},"{{new string('t', text)}}":{{number}}}"""));
                }
            }
        }
    }

    [Fact]
    public void An_index_keeps_nothing_of_the_line_before()
    {
        var index = new JsonIndex();
        foreach (var line in new[] { "{\"\\u00e9\":\"\"}", "{\"a", "{\"a\\", "{[[[[", "{\"a\":1}", "{\"é\":[1]}" })
            Assert.Equal(IsValid(Encoding.UTF8.GetBytes(line)), index.TryRead(Encoding.UTF8.GetBytes(line)));
        index.TryRead("{\"a\":1}"u8);
        Assert.False(index.HasEscapes || index.HasUnicodeEscapes || !index.IsValidUtf8);
    }
}
