using System.Text;

namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>
/// The words of the synthetic source, from <c>vocabulary.txt</c>, as UTF-8 ready to be copied.
/// <code>
/// file     = *( section / ";" comment / blank line )
/// section  = "[" ( language / "*" ) " " topic "]" *line
/// line     = "#" tag *( " #" tag ) / sentence
/// </code>
/// </summary>
internal sealed class Vocabulary
{
    private const string EveryLanguage = "*";
    private const string BurstTopic = "burst";

    private Vocabulary(ILookup<(string Language, string Topic), string> lines)
    {
        Authors = [.. Words(lines[(EveryLanguage, "authors")])];
        foreach (var section in lines.Where(s => s.Key.Language != EveryLanguage))
        {
            var (language, topic) = section.Key;
            var tags = Words(section.Where(IsTags)).Select(tag => Spellings(Encoding.UTF8.GetString(tag)[1..])).ToArray();
            var sentences = section.Where(line => !IsTags(line)).Select(Encoding.UTF8.GetBytes).ToArray();
            var voice = new Voice(language, topic, tags, sentences, [.. Words(lines[(EveryLanguage, topic)])]);
            if (topic == BurstTopic)
                Bursts.AddRange(tags.Select(tag => voice with { Tags = [tag] }));
            else
                Voices.Add(voice);
        }
    }

    /// <summary>Who always has something to say; voices of one language stand together.</summary>
    public List<Voice> Voices { get; } = [];

    /// <summary>Who is quiet until something happens, each about one tag.</summary>
    public List<Voice> Bursts { get; } = [];

    public byte[][] Authors { get; }

    public static Vocabulary Load()
    {
        using var file = typeof(Vocabulary).Assembly.GetManifestResourceStream("vocabulary.txt")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = new List<((string, string) Section, string Line)>();
        var section = ("", "");
        while (reader.ReadLine() is { } line)
        {
            if (line is ['[', .. var name, ']'] && name.Split(' ') is [var language, var topic])
                section = (language, topic);
            else if (line is not ("" or [';', ..]))
                lines.Add((section, line));
        }

        return new(lines.ToLookup(l => l.Section, l => l.Line));
    }

    private static bool IsTags(string line) => line.StartsWith('#');

    private static IEnumerable<byte[]> Words(IEnumerable<string> lines) =>
        lines.SelectMany(line => line.Split(' ')).Select(Encoding.UTF8.GetBytes);

    // As people write a tag: properly, without capitals, shouting. Scripts without case know one spelling.
    private static byte[][] Spellings(string tag) =>
        [.. new[] { tag, tag.ToLowerInvariant(), tag.ToUpperInvariant() }.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
}

/// <summary>Someone who talks about one topic in one language.</summary>
/// <param name="Language">BCP 47.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Tags">A tag's spellings without sign, the usual one first; the likeliest tag first.</param>
/// <param name="Sentences">Whole sentences.</param>
/// <param name="Emoji">Emoji that go with the topic.</param>
internal sealed record Voice(string Language, string Topic, byte[][][] Tags, byte[][] Sentences, byte[][] Emoji);
