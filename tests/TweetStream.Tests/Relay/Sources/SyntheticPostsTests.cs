using System.Text;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Synthetic;

namespace TweetStream.Tests.Relay.Sources;

public sealed class SyntheticPostsTests
{
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    [Fact]
    public void The_same_seed_says_the_same_and_another_seed_something_else()
    {
        Assert.Equal(Say(7, 1000), Say(7, 1000));
        Assert.NotEqual(Say(7, 1000), Say(8, 1000));
    }

    [Fact]
    public void The_tags_of_a_post_are_those_that_a_scanner_finds_in_its_text()
    {
        var found = new List<Range>();
        ForEach(1, 50_000, OneHour, post =>
        {
            found.Clear();
            HashtagScanner.Scan(post.Text, found);
            Assert.Equal(Tags(post), found.Select(range => Encoding.UTF8.GetString(post.Text[range])));
        });
    }

    [Fact]
    public void Posts_are_short_single_lines()
    {
        ForEach(1, 20_000, OneHour, post =>
        {
            var text = Encoding.UTF8.GetString(post.Text);
            Assert.InRange(text.Length, 5, 280);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.Equal(text.Trim(), text);
        });
    }

    [Fact]
    public void Tags_are_distributed_by_zipfs_law()
    {
        // Over an hour the tide and the bursts even out; the years are the long tail.
        var counts = Count(Said(3, 400_000, OneHour)).Where(c => !char.IsAsciiDigit(c.Tag[^1])).Select(c => c.Count).ToArray();
        var logarithms = counts.Take(150).Select((count, i) => (X: Math.Log(i + 1), Y: Math.Log(count))).ToArray();
        var (x, y) = (logarithms.Average(p => p.X), logarithms.Average(p => p.Y));
        var slope = logarithms.Sum(p => (p.X - x) * (p.Y - y)) / logarithms.Sum(p => (p.X - x) * (p.X - x));
        Assert.InRange(slope, -1.25, -0.75);
    }

    [Fact]
    public void Many_scripts_stand_near_the_top()
    {
        for (var seed = 0UL; seed < 5; seed++)
        {
            var scripts = Count(Said(seed, 20_000, TimeSpan.FromMinutes(2))).Take(30).Select(c => ScriptOf(c.Tag)).Distinct().Count();
            Assert.True(scripts >= 6, $"seed {seed}: {scripts} scripts");
        }
    }

    [Fact]
    public void The_vocabulary_holds_every_script_that_the_picture_must_draw()
    {
        var scripts = new Vocabulary[] { Vocabulary.Load() }.SelectMany(v => v.Voices).SelectMany(v => v.Tags).Select(t => ScriptOf(Encoding.UTF8.GetString(t[0])));
        Assert.Superset(
            new HashSet<string> { "Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Devanagari", "Thai", "Hangul", "Kana", "Han" },
            scripts.ToHashSet());
    }

    [Fact]
    public void No_tag_stands_twice_in_the_vocabulary()
    {
        var vocabulary = Vocabulary.Load();
        var tags = vocabulary.Voices.Concat(vocabulary.Bursts).SelectMany(v => v.Tags).Select(t => Encoding.UTF8.GetString(t[0]).ToUpperInvariant()).ToList();
        Assert.Equal(tags.Distinct().Count(), tags.Count);
    }

    [Fact]
    public void The_ranking_moves_visibly_within_a_minute()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var said = Said(seed, 12_000, TimeSpan.FromMinutes(2));
            var first = Count(said.Take(1000)).Take(10).Select(c => c.Tag).ToArray();
            var later = Count(said.Skip(5000).Take(1000)).Take(10).Select(c => c.Tag).ToArray();
            Assert.True(later.Except(first).Count() >= 2, $"seed {seed}: {string.Join(' ', first)} / {string.Join(' ', later)}");
        }
    }

    [Fact]
    public void Now_and_then_something_bursts_to_the_top_and_fades()
    {
        var bursts = Vocabulary.Load().Bursts.Select(b => Encoding.UTF8.GetString(b.Tags[0][0]).ToUpperInvariant()).ToHashSet();
        var said = Said(1, 60_000, TimeSpan.FromMinutes(10));
        var onTop = said.Chunk(1000).Select(part => Count(part).Take(5).FirstOrDefault(c => bursts.Contains(c.Tag)).Tag).Where(tag => tag is not null).Distinct().Count();
        Assert.True(onTop >= 5, $"{onTop} bursts reached the top");
        Assert.Contains(said.Chunk(1000), part => Count(part).Take(5).All(c => !bursts.Contains(c.Tag)));
    }

    [Fact]
    public void There_are_posts_without_tags_with_one_and_with_several()
    {
        var numbers = new int[4];
        ForEach(1, 10_000, OneHour, post => numbers[post.TagCount]++);
        Assert.All(numbers, n => Assert.InRange(n, 300, 6000));
    }

    [Fact]
    public void One_tag_comes_in_several_spellings()
    {
        var spellings = new HashSet<string>();
        ForEach(1, 50_000, OneHour, post => spellings.UnionWith(Tags(post).Where(t => t.Equals("worldcup", StringComparison.OrdinalIgnoreCase))));
        Assert.Equal(["WORLDCUP", "WorldCup", "worldcup"], spellings.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_recording_has_times_from_its_start_on_and_is_the_same_every_time()
    {
        var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var once = new MemoryStream();
        using var again = new MemoryStream();
        SyntheticRecording.Write(once, 7, start, TimeSpan.FromSeconds(60), 60);
        SyntheticRecording.Write(again, 7, start, TimeSpan.FromSeconds(60), 60);
        Assert.Equal(once.ToArray(), again.ToArray());

        var reader = new PostReader();
        var post = new PostBuffer();
        var times = new List<long>();
        foreach (var line in Encoding.UTF8.GetString(once.ToArray()).TrimEnd('\n').Split('\n'))
        {
            Assert.Equal(LineKind.Post, reader.Read(Encoding.UTF8.GetBytes(line), post));
            times.Add(post.CreatedAt!.Value - start.ToUnixTimeMilliseconds());
        }

        Assert.Equal(0, times[0]);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1], 55_000, 59_999);
        Assert.InRange(times.Count, 3300, 3900);
    }

    private static List<string> Say(ulong seed, int count)
    {
        var said = new List<string>();
        ForEach(seed, count, TimeSpan.FromMinutes(1), post => said.Add(Encoding.UTF8.GetString(post.Text)));
        return said;
    }

    // The tags of each post, folded well enough for the vocabulary.
    private static List<string[]> Said(ulong seed, int count, TimeSpan length)
    {
        var said = new List<string[]>();
        ForEach(seed, count, length, post => said.Add([.. Tags(post).Select(t => t.ToUpperInvariant())]));
        return said;
    }

    private static IEnumerable<(string Tag, int Count)> Count(IEnumerable<string[]> posts) =>
        posts.SelectMany(tags => tags).CountBy(tag => tag).OrderByDescending(c => c.Value).Select(c => (c.Key, c.Value));

    private static void ForEach(ulong seed, int count, TimeSpan length, Action<PostBuffer> action)
    {
        var posts = new SyntheticPosts(seed);
        var post = new PostBuffer();
        for (var i = 0; i < count; i++)
        {
            posts.Next(length * i / count, post);
            action(post);
        }
    }

    private static IEnumerable<string> Tags(PostBuffer post)
    {
        for (var i = 0; i < post.TagCount; i++)
            yield return Encoding.UTF8.GetString(post.Tag(i));
    }

    private static string ScriptOf(string tag) => tag.First(char.IsLetter) switch
    {
        < '\u0250' => "Latin",
        < '\u0400' => "Greek",
        < '\u0530' => "Cyrillic",
        < '\u0600' => "Hebrew",
        < '\u0700' => "Arabic",
        < '\u0980' => "Devanagari",
        < '\u0E80' => "Thai",
        >= '\uAC00' and <= '\uD7A3' => "Hangul",
        < '\u3100' => "Kana",
        _ => "Han",
    };
}
