using System.Buffers.Text;
using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Synthetic;

/// <summary>
/// Makes posts up: hashtags by Zipf's law in many scripts, several spellings of one tag, posts with none or some, and a
/// ranking that moves. Owns what a post says; leaves its times to the caller. Same seed and same times, same posts.
/// Not for use by two threads at once.
/// </summary>
internal sealed class SyntheticPosts
{
    private static readonly TimeSpan TideStep = TimeSpan.FromMilliseconds(250);
    private readonly Voice[] _voices;
    private readonly byte[][] _languages;
    private readonly byte[][] _authors;
    private readonly double[][] _tagWeights;
    private readonly Dictionary<string, Range> _voicesOf = [];
    private readonly Tide _tide;
    private readonly double[] _weights;
    private readonly double[] _upTo;
    private readonly SeededRandom _random;
    private readonly PostText _text = new();
    private readonly List<(int Voice, int Tag)> _tags = [];
    private TimeSpan _tideTurns = TimeSpan.Zero;
    private long _posts;

    public SyntheticPosts(ulong seed)
    {
        var vocabulary = Vocabulary.Load();
        _random = new(seed);
        _voices = [.. vocabulary.Voices, .. vocabulary.Bursts];
        _languages = [.. _voices.Select(v => System.Text.Encoding.ASCII.GetBytes(v.Language))];
        _authors = vocabulary.Authors;
        _tagWeights = ZipfWeights(vocabulary.Voices);
        _tide = new([.. _tagWeights.Take(vocabulary.Voices.Count).Select(w => w.Sum())], vocabulary.Bursts.Count, _random.Next());
        _weights = new double[_voices.Length];
        _upTo = new double[_voices.Length];
        for (var i = 0; i < vocabulary.Voices.Count; i++)
        {
            var language = _voices[i].Language;
            _voicesOf[language] = (_voicesOf.TryGetValue(language, out var known) ? known.Start : i)..(i + 1);
        }
    }

    /// <summary>Writes the next post into <paramref name="post"/>, which is cleared first.</summary>
    /// <param name="at">Time since the start, never less than before; it moves the ranking.</param>
    /// <param name="post">Gets everything but its times and source.</param>
    public void Next(TimeSpan at, PostBuffer post)
    {
        if (at >= _tideTurns)
            TurnTide(at);

        var voice = PickVoice(0.._voices.Length);
        PickTags(voice);
        Compose(voice);

        post.Clear();
        Span<byte> number = stackalloc byte[20];
        Utf8Formatter.TryFormat(_posts++, number, out var digits);
        post.Set(PostField.Id, number[..digits]);
        post.Set(PostField.Language, _languages[voice]);
        post.Set(PostField.Author, _random.Pick(_authors));
        post.Set(PostField.Text, _text.Bytes);
        foreach (var tag in _text.Tags)
            post.AddTag(_text.Bytes[tag]);
        post.HasTags = true;
    }

    // Ranks go round the voices, so that every language has tags near the top; which ones is the seed's affair.
    private double[][] ZipfWeights(List<Voice> voices)
    {
        double[][] weights = [.. _voices.Select(v => v.Tags.Select(_ => 1.0).ToArray())];
        var rank = 0;
        for (var tier = 0; tier < voices.Max(v => v.Tags.Length); tier++)
        {
            int[] order = [.. Enumerable.Range(0, voices.Count).Where(i => voices[i].Tags.Length > tier)];
            _random.Shuffle<int>(order);
            foreach (var voice in order)
                weights[voice][tier] = 1.0 / ++rank;
        }

        return weights;
    }

    private void TurnTide(TimeSpan at)
    {
        _tide.At(at, _weights);
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
            _upTo[i] = sum += _weights[i];
        _tideTurns = at + TideStep;
    }

    private int PickVoice(Range among)
    {
        var (first, count) = among.GetOffsetAndLength(_voices.Length);
        var below = first == 0 ? 0 : _upTo[first - 1];
        var point = below + (_random.NextDouble() * (_upTo[first + count - 1] - below));
        var found = _upTo.AsSpan(first, count).BinarySearch(point);
        return first + Math.Min(found < 0 ? ~found : found + 1, count - 1);
    }

    private void PickTags(int voice)
    {
        _tags.Clear();
        var wanted = _random.NextDouble() switch { < 0.2 => 0, < 0.55 => 1, < 0.8 => 2, _ => 3 };
        for (var i = 0; i < wanted; i++)
        {
            var from = i == 0 || _random.Chance(0.5) ? voice : PickVoice(_voicesOf[_voices[voice].Language]);
            var tag = (from, PickTag(_tagWeights[from]));
            if (!_tags.Contains(tag))
                _tags.Add(tag);
        }
    }

    private int PickTag(double[] weights)
    {
        var rest = _random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            if ((rest -= weights[i]) < 0)
                return i;
        }

        return weights.Length - 1;
    }

    private void Compose(int index)
    {
        var voice = _voices[index];
        _text.Clear();
        var shape = _tags.Count == 0 ? 0 : _random.NextDouble();
        if (shape is >= 0.6 and < 0.75)
            AddTags(voice);
        var sentence = _random.Below(voice.Sentences.Length);
        _text.AddWord(voice.Sentences[sentence]);
        if (shape < 0.2)
            _text.AddWord(voice.Sentences[(sentence + 1) % voice.Sentences.Length]);
        switch (shape)
        {
            case < 0.15:
                _text.AddWord(_random.Pick(voice.Emoji));
                AddTags(voice);
                break;
            case < 0.6:
                AddTags(voice);
                break;
            case >= 0.75 and < 0.87: // the sign right behind an emoji
                _text.AddWord(_random.Pick(voice.Emoji));
                AddTags(voice, joined: true);
                break;
            case >= 0.87: // an emoji right behind the tag
                AddTags(voice);
                _text.Add(_random.Pick(voice.Emoji));
                break;
        }
    }

    private void AddTags(Voice voice, bool joined = false)
    {
        foreach (var (from, tag) in _tags)
        {
            if (!joined)
                _text.AddWord([]);
            joined = false;
            var spellings = _voices[from].Tags[tag];
            var spelling = _random.Chance(0.7) ? spellings[0] : _random.Pick(spellings);
            var isWide = voice.Language is "ja" or "zh" && _random.Chance(0.05);
            // The long tail: last year's fair, next year's cup.
            var year = _random.Chance(0.04) ? 1990 + _random.Below(40) : 0;
            _text.AddTag(isWide ? "＃"u8 : "#"u8, spelling, year);
        }
    }
}
