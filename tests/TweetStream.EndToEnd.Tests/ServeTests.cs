using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Archive;
using TweetStream.EndToEnd.Tests.Operations;

namespace TweetStream.EndToEnd.Tests;

/// <summary>What <c>serve</c> answers while posts come, views are swapped and processes are killed, beside a count that knows nothing of the product.</summary>
public sealed class ServeTests : IDisposable
{
    private const int PostsOfBatch = 25;
    private static readonly DateTimeOffset First = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Folder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Patience.Limit };

    private string Archive => _folder.File("posts");

    [Fact]
    public async Task Answers_are_those_of_a_plain_count_while_views_are_swapped_and_batch_and_serve_are_killed()
    {
        // Segments of a few kilobytes, so that there is always one to count.
        using var writer = ArchiveWriter.Open(new() { Folder = Archive, SegmentBytes = 6_000, FsyncEvery = null }, TimeProvider.System, NullLogger.Instance);
        var port = RestartedRelay.FreePort();
        var answers = new ConcurrentBag<(string From, string To, JsonNode Answer)>();
        using var over = new CancellationTokenSource();
        var (serve, batch) = (await ServeAsync(port), Batch());
        try
        {
            var asking = Enumerable.Range(0, 3).Select(asker => Task.Run(() => AskOnAsync(port, asker, answers, over.Token))).ToArray();
            for (var (number, until) = (0, 0L); number < 60; number++)
            {
                Append(writer);
                if (number % 20 == 10)
                    batch = Again(batch, Batch);
                if (number == 35)
                    serve = await Again(serve, () => ServeAsync(port));
                if (number % 6 != 5)
                    continue;
                await Eventually.HoldsAsync(() => Until(answers) > until, () => serve.Errors + batch.Errors);
                until = Until(answers);
            }

            await over.CancelAsync();
            await Task.WhenAll(asking);
        }
        finally
        {
            await over.CancelAsync();
            serve.Dispose();
            batch.Dispose();
        }

        var posts = Archived.Posts(Archive).Select(Post.Of).ToList();
        Assert.Equal(60 * PostsOfBatch, posts.Count);
        foreach (var (from, to, answer) in answers)
            Check(posts, from, to, answer);
        Assert.True(answers.Select(answer => (long?)answer.Answer["views_until"]).Distinct().Count() >= 10, "views were hardly ever swapped");
    }

    [Fact]
    public async Task What_a_relay_has_just_archived_is_in_the_answer_and_a_kill_of_the_relay_changes_nothing()
    {
        using var relay = new RestartedRelay(_folder, "--archive", "posts", "--source", "stdin", "--wait-for-clients", "0");
        await relay.StartAndListenAsync();
        using var serve = await ServeAsync(0);
        var port = await Scrape.PortOfAsync(serve);
        await relay.Process.HearAsync("one #a\ntwo #A\n");
        await UntilAsync(port, 2);
        relay.Kill();
        await relay.StartAndListenAsync();
        await relay.Process.HearAsync("three #b\n");
        await UntilAsync(port, 3);
        var answer = JsonNode.Parse(await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/trends?from=1h")))!;
        Assert.Equal(["#a 2", "#b 1"], answer["top"]!.AsArray().Select(tag => $"{(string)tag!["tag"]!} {(int)tag["count"]!}"));
        var query = await Tweetstream.RunAsync(_folder, "", "query", "--archive", "posts", "--output", "json");
        Assert.Equal(query.Output, await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/trends")));
        serve.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await serve.ExitAsync());
    }

    [Fact]
    public async Task Without_an_archive_it_says_so_and_waits_for_one()
    {
        using var serve = await ServeAsync(0);
        var port = await Scrape.PortOfAsync(serve);
        await Readiness.FailingAsync(port, "questions cannot be answered: there is no archive in");
        Assert.Equal(HttpStatusCode.OK, (await Readiness.OfAsync(port, "healthz")).Code);
        using (var refused = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/trends")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("there is no archive in", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var writer = ArchiveWriter.Open(new() { Folder = Archive }, TimeProvider.System, NullLogger.Instance);
        Append(writer);
        await Readiness.ReadyAsync(port);
        await UntilAsync(port, PostsOfBatch);
        await Scrape.UntilAsync(port, scrape => scrape["tweetstream_serve_tail_posts"] == PostsOfBatch && scrape["tweetstream_serve_until"] == PostsOfBatch);
    }

    [Theory]
    [InlineData("--http: '0.0.0.0:5090' is an address that other machines can reach; add --allow-remote if they may", "serve", "--http", "0.0.0.0:5090")]
    [InlineData("--http: 'none' leaves nowhere to serve", "serve", "--http", "none")]
    [InlineData("--history: 'here' is no address of a tweetstream serve; allowed is http://HOST:PORT", "count", "--page", "127.0.0.1:0", "--history", "here")]
    [InlineData("--history: 'http://127.0.0.1:5090' goes only with --page", "count", "--history", "http://127.0.0.1:5090")]
    [InlineData("goes only with --by hashtags", "count", "--page", "127.0.0.1:0", "--history", "http://127.0.0.1:5090", "--by", "words")]
    [InlineData("goes only with --rank count", "count", "--page", "127.0.0.1:0", "--history", "http://127.0.0.1:5090", "--rank", "rising")]
    [InlineData("goes only with --case fold", "count", "--page", "127.0.0.1:0", "--history", "http://127.0.0.1:5090", "--case", "keep")]
    [InlineData("goes only with --time auto or event", "count", "--page", "127.0.0.1:0", "--history", "http://127.0.0.1:5090", "--time", "arrival")]
    [InlineData("goes only with a --window and a --slide of whole ten seconds up to 24h, and no --offset", "count", "--page", "127.0.0.1:0", "--history", "http://127.0.0.1:5090", "--slide", "5s")]
    public async Task What_cannot_be_done_is_told_with_the_option_and_the_value(string expected, params string[] arguments)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", arguments);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    private static T Again<T>(Tweetstream process, Func<T> start)
    {
        process.Kill();
        process.Dispose();
        return start();
    }

    private static long Until(IEnumerable<(string From, string To, JsonNode Answer)> answers) => answers.Max(answer => (long?)answer.Answer["views_until"]) ?? -1;

    private Tweetstream Batch() => Tweetstream.Start(_folder, "batch", "--archive", "posts", "--every", "50ms");

    private async Task<Tweetstream> ServeAsync(int port)
    {
        var serve = Tweetstream.Start(_folder, "serve", "--archive", "posts", "--http", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
        await serve.SaysAsync("Serving HTTP on 127.0.0.1:");
        return serve;
    }

    private static void Append(ArchiveWriter writer)
    {
        var lines = new StringBuilder();
        for (var offset = writer.Next; offset < writer.Next + PostsOfBatch; offset++)
        {
            // Some are late.
            var time = First.AddMilliseconds((offset * 100) - (offset % 7 == 0 ? 25_000 : 0) + 25_000);
            var text = $"#{(offset % 2 == 0 ? "Even" : offset % 3 == 0 ? "three" : "Three")} #n{offset % 11} and #日本{offset % 5}";
            lines.Append(CultureInfo.InvariantCulture, $$"""{"offset":{{offset}},"created_at":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","received_at":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","text":"{{text}}"}""").Append('\n');
        }

        Assert.Equal(PostsOfBatch, writer.Append(Encoding.UTF8.GetBytes(lines.ToString()), PostsOfBatch));
    }

    // Whatever is asked while serve is down is asked again.
    private async Task AskOnAsync(int port, int asker, ConcurrentBag<(string From, string To, JsonNode Answer)> answers, CancellationToken over)
    {
        for (var number = 0; !over.IsCancellationRequested; number++)
        {
            var from = Text(First.AddMilliseconds((number * 7_919 * (asker + 1)) % 60_000));
            var to = Text(First.AddMilliseconds(60_000 + ((number * 6_007) % 200_000)));
            try
            {
                using var answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/trends?top=0&from={from}&to={to}"), CancellationToken.None);
                var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                Assert.True(answer.IsSuccessStatusCode, text);
                answers.Add((from, to, JsonNode.Parse(text)!));
            }
            catch (HttpRequestException)
            {
                // Killed.
            }
        }
    }

    private static void Check(List<Post> posts, string from, string to, JsonNode answer)
    {
        var counted = posts.Where(post => post.Offset < (long)answer["until"]! && string.CompareOrdinal(post.Created, from) >= 0 && string.CompareOrdinal(post.Created, to) < 0).ToList();
        var expected = counted.SelectMany(post => post.Tags).CountBy(tag => tag).OrderByDescending(tag => tag.Value).ThenBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key} {tag.Value}");
        Assert.Equal(counted.Count, (int)answer["posts"]!);
        Assert.Equal(expected, answer["top"]!.AsArray().Select(tag => $"{(string)tag!["tag"]!} {(int)tag["count"]!}"));
        Assert.Equal(0, (int)answer["missing"]!);
    }

    private Task UntilAsync(int port, int posts) => Eventually.HoldsAsync(
        async () => (int)JsonNode.Parse(await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/trends")))!["posts"]! == posts,
        () => $"{posts} posts in the answer");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Post(long Offset, string Created, string[] Tags)
    {
        public static Post Of(JsonNode post) => new(
            (long)post["offset"]!,
            (string)post["created_at"]!,
            [.. ((string)post["text"]!).Split(' ').Where(word => word[0] == '#').Select(word => word.ToLowerInvariant())]);
    }
}
