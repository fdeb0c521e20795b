using System.Buffers;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;
using TweetStream.Posts;

namespace TweetStream.Benchmarks.Sections;

/// <summary>The whole relay, from a recording to 1, 10 and 100 clients, beside a sender of the same bytes that does nothing else.</summary>
internal static class RelayPace
{
    // More clients get fewer posts, so that each run moves about as much.
    private static readonly (int Clients, int Part)[] Crowds = [(1, 1), (10, 2), (100, 20)];

    public static void Run(Effort effort)
    {
        var json = Corpus.Of(new OwnJsonForm(), effort.CorpusBytes);
        var text = TextOf(json);
        Table.Text($"\nRelay: from a file of its own JSON ({json.BytesPerPost:0} bytes a post, {text.BytesPerPost:0} of them text) at full speed to clients that take all they can; CPU of relay and clients together");
        Table.Head("clients", "form", "archive", "posts", "posts/s", "GB/s delivered", "of raw", "CPU s/GB", "of raw", "B allocated a post");
        foreach (var (clients, part) in Crowds)
            Measure(clients, json.Part(part), effort);
    }

    private static void Measure(int clients, Corpus json, Effort effort)
    {
        using var recording = new RelayRecording(json, TextOf(json));
        foreach (var form in (string[])[RelayRecording.AsText, RelayRecording.AsJson])
        {
            var results = Rounds.Of(effort.Rounds,
                [() => recording.PlayRaw(form, clients), () => recording.Play(form, clients, isArchived: false), () => recording.Play(form, clients, isArchived: true)]);
            foreach (var (kept, own) in ((string[])["(raw sender)", "none", "kept"]).Zip(results))
            {
                Table.Row(
                    $"{clients}", $"{form}", $"{kept}", $"{json.Posts:N0}",
                    $"{Rounds.Median(own.Select(result => result.PostsPerSecond)):N0}",
                    $"{Rounds.Median(own.Select(result => result.BytesPerSecond)) / 1e9:0.000}",
                    $"{Rounds.Ratio(own, results[0], result => result.BytesPerSecond):0.000}",
                    $"{Rounds.Median(own.Select(result => result.CpuPerByte)) * 1e9:0.00}",
                    $"{Rounds.Ratio(own, results[0], result => result.CpuPerByte):0.00}x",
                    $"{Rounds.Median(own.Select(result => result.AllocatedPerPost)):0.0}");
            }
        }
    }

    private static Corpus TextOf(Corpus json)
    {
        var (reader, post, text) = (new PostReader(), new PostBuffer(), new ArrayBufferWriter<byte>(json.Bytes.Length));
        foreach (var line in json.Bytes.Span[..^1].Split((byte)'\n'))
        {
            reader.Read(json.Bytes.Span[line], post);
            PostWriter.WriteText(post, text);
        }

        return new(text.WrittenMemory, json.Posts);
    }
}
