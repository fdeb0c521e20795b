using System.Text;
using System.Text.Json;
using TweetStream.Archive;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Archive;

public sealed class DeadLettersTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 1, 14, 0, 0, TimeSpan.FromHours(2));
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.Path("dead.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_letter_says_when_whence_why_and_what()
    {
        using (var letters = new DeadLetters(File))
        {
            Assert.False(System.IO.File.Exists(File));
            letters.Add("x", "no JSON", "{\"a\": \u2028\"é🎵\n"u8, Noon);
            letters.Add("stdin", "too long", [0xFF, 0x00], Noon);
            Assert.Equal((2, 0), (letters.Count, letters.Lost));
        }

        var read = Read(File);
        Assert.Equal("2030-05-01T12:00:00Z", read[0].GetProperty("at").GetString());
        Assert.Equal("x", read[0].GetProperty("source").GetString());
        Assert.Equal("no JSON", read[0].GetProperty("reason").GetString());
        Assert.Equal("{\"a\": \u2028\"é🎵\n", read[0].GetProperty("line").GetString());
        Assert.Equal(17, read[0].GetProperty("bytes").GetInt32());
        Assert.Equal([0xFF, 0x00], read[1].GetProperty("base64").GetBytesFromBase64());
        Assert.False(read[1].TryGetProperty("line", out _));
        Assert.False(read[1].TryGetProperty("cut", out _));
    }

    [Fact]
    public void A_long_line_is_cut_and_not_in_the_middle_of_a_character()
    {
        var line = Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("🎵", 20_000)));
        using (var letters = new DeadLetters(File))
            letters.Add("x", "long", line, Noon);
        var read = Read(File)[0];
        Assert.True(read.GetProperty("cut").GetBoolean());
        Assert.Equal(line.Length, read.GetProperty("bytes").GetInt32());
        var kept = Encoding.UTF8.GetBytes(read.GetProperty("line").GetString()!);
        Assert.InRange(kept.Length, DeadLetters.MaxLineBytes - 3, DeadLetters.MaxLineBytes);
        Assert.Equal(line[..kept.Length], kept);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_newest_letters_are_kept_in_so_many_files_of_so_many_bytes(int keep)
    {
        using (var letters = new DeadLetters(File, rotateBytes: 1000, keep))
        {
            for (var i = 0; i < 100; i++)
                letters.Add("x", "bad", Encoding.UTF8.GetBytes($"line {i:00}"), Noon);
            Assert.Equal((100, 0), (letters.Count, letters.Lost));
        }

        var files = Enumerable.Range(0, keep + 1).Reverse().Select(i => i == 0 ? File : $"{File}.{i}").ToArray();
        Assert.Equal(files.Order(), Directory.GetFiles(_folder.Path(".")).Select(Path.GetFullPath).Order());
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 1000));
        var kept = files.SelectMany(Read).Select(letter => letter.GetProperty("line").GetString()).ToList();
        Assert.Equal(Enumerable.Range(100 - kept.Count, kept.Count).Select(i => $"line {i:00}"), kept);
    }

    [Fact]
    public void Letters_go_on_after_a_restart_and_after_half_a_letter()
    {
        System.IO.File.WriteAllText(File, "{\"at\":1}\n{\"at\":\"20");
        for (var i = 0; i < 2; i++)
        {
            using var letters = new DeadLetters(File);
            letters.Add("x", "bad", "line"u8, Noon);
        }

        var lines = System.IO.File.ReadAllLines(File);
        Assert.Equal(4, lines.Length);
        Assert.Equal("line", JsonDocument.Parse(lines[3]).RootElement.GetProperty("line").GetString());
    }

    [Fact]
    public void What_cannot_be_kept_is_counted_and_the_next_is_tried_again()
    {
        var folder = _folder.Path("later");
        using var letters = new DeadLetters(Path.Combine(folder, "dead.jsonl"));
        letters.Add("x", "bad", "one"u8, Noon);
        Assert.Equal((0, 1), (letters.Count, letters.Lost));
        Directory.CreateDirectory(folder);
        letters.Add("x", "bad", "two"u8, Noon);
        Assert.Equal((1, 1), (letters.Count, letters.Lost));
    }

    [Fact]
    public async Task Letters_from_many_threads_are_whole()
    {
        using (var letters = new DeadLetters(File))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < 500; i++)
                    letters.Add("x", "bad", Encoding.UTF8.GetBytes($"{thread} {i}"), Noon);
            })));
        }

        Assert.Equal(2000, Read(File).Select(letter => letter.GetProperty("line").GetString()).Distinct().Count());
    }

    private static List<JsonElement> Read(string file) =>
        [.. System.IO.File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement)];
}
