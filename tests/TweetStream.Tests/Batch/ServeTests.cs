using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Trends;

namespace TweetStream.Tests.Batch;

public sealed class ServeTests : IDisposable
{
    private readonly CountedArchive _archive = new();

    [Fact]
    public async Task An_answer_is_word_for_word_that_of_query()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        _archive.AppendSeconds("Ünï", 30, 45);
        await using var served = await ServedAnswers.StartAsync(_archive);
        var asked = _archive.Question with { Top = 1, From = CountedArchive.TimeOf(3_500), To = CountedArchive.TimeOf(40_250) };
        Assert.Equal(Json(asked), await served.Client.GetStringAsync("/api/trends?top=1&from=1970-01-01T00:00:03.5Z&to=1970-01-01T00:00:40.25Z"));
        Assert.Equal(Csv(asked), await served.Client.GetStringAsync("/api/trends.csv?top=1&from=1970-01-01T00:00:03.5Z&to=1970-01-01T00:00:40.25Z"));
        Assert.Equal(Json(_archive.Question with { Tag = "#üNÏ", By = Step.Minute }), await served.Client.GetStringAsync("/api/tags/%23%C3%BCn%C3%8F?by=minute"));
        Assert.Equal(Csv(_archive.Question with { Tag = "a", By = Step.Day }), await served.Client.GetStringAsync("/api/tags/A.csv?by=day"));
        var rising = _archive.Question with { Top = 10, Rank = Rank.Rising, From = CountedArchive.TimeOf(30_000), To = CountedArchive.TimeOf(40_000) };
        Assert.Equal(Json(rising), await served.Client.GetStringAsync("/api/trends?rank=rising&from=1970-01-01T00:00:30Z&to=1970-01-01T00:00:40Z"));
        Assert.Equal(Json(_archive.Question with { Top = 10 }), await served.Client.GetStringAsync("/api/trends"));
    }

    [Fact]
    public async Task An_answer_has_every_post_that_was_archived_before_it_was_asked_for()
    {
        await using var served = await ServedAnswers.StartAsync(_archive);
        for (var second = 0; second < 40; second += 4)
        {
            _archive.AppendSeconds("a", second, second + 4);
            if (second % 8 == 0)
                _archive.Batch();
            Assert.Equal(second + 4, (int)(await AskAsync(served, "/api/trends"))["posts"]!);
        }

        var state = await AskAsync(served, "/api/state");
        Assert.Equal(_archive.Archive.Writer.Id, (string)state["archive"]!);
        Assert.Equal((40, 40, 0), ((int)state["posts"]!, (int)state["until"]!, (int)state["missing"]!));
        Assert.Equal("1970-01-01T00:00:39.000Z", (string)state["latest"]!);
        Assert.Equal((int)state["until"]!, (int)state["views_until"]! + (int)state["tail"]!);
    }

    [Theory]
    [InlineData("/api/trends?from=yesterday", "from: 'yesterday' is not allowed; allowed is ISO 8601, such as 2026-01-31T12:00:00Z, a duration ago, such as 1h or 7d, and now.")]
    [InlineData("/api/trends?to=soon", "to: 'soon'")]
    [InlineData("/api/trends?from=2026-01-02&to=2026-01-01", "from: '2026-01-02' is not allowed; allowed is a time that is not after to, which is 2026-01-01T00:00:00.000Z.")]
    [InlineData("/api/trends?top=many", "top: 'many' is not allowed; allowed is a whole number from 0 on.")]
    [InlineData("/api/trends.csv?top=-1", "top: '-1'")]
    [InlineData("/api/trends?rank=best", "rank: 'best' is not allowed; allowed is count or rising.")]
    [InlineData("/api/trends?rank=rising&from=1h", "rank: 'rising' is not allowed; allowed is count; rising compares a time with those before it, and asks for from and to, such as from=1h&to=now.")]
    [InlineData("/api/trends?rank=rising&from=1h&to=2030-01-01T00:00:05Z", "from: '1h' is not allowed")]
    [InlineData("/api/trends?rank=rising&from=2030-01-01T00:00:05Z&to=now", "and 2030-01-01T00:00:05.000Z is none.")]
    [InlineData("/api/tags/%23", "tag: '#' is not allowed")]
    [InlineData("/api/tags/a?by=week", "by: 'week' is not allowed; allowed is minute, hour or day.")]
    [InlineData("/api/tags/a.csv?by=1", "by: '1'")]
    [InlineData("/api/windows?window=25s", "window: '25s' is not allowed; allowed is whole ten seconds from 10s to 24h, such as 20s or 5m.")]
    [InlineData("/api/windows?slide=0s", "slide: '0s'")]
    [InlineData("/api/windows?slide=48h", "slide: '48h'")]
    [InlineData("/api/windows?since=soon", "since: 'soon'")]
    [InlineData("/api/windows.csv?before=later", "before: 'later'")]
    [InlineData("/api/windows?limit=1001", "limit: '1001' is not allowed; allowed is a whole number from 1 to 1000.")]
    [InlineData("/api/windows?top=51", "top: '51' is not allowed; allowed is a whole number from 1 to 50.")]
    public async Task What_cannot_be_asked_is_told_with_the_parameter_the_value_and_what_is_allowed(string path, string expected)
    {
        _archive.AppendSeconds("a", 0, 5);
        await using var served = await ServedAnswers.StartAsync(_archive);
        Assert.Contains(expected, await RefusalAsync(served, path, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_views_is_told_and_no_number_and_it_goes_on_when_that_is_mended()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        await using var served = await ServedAnswers.StartAsync(_archive);
        var view = _archive.ViewFile(0);
        File.Move(view, view + ".away");
        Assert.Contains("damaged or missing; run tweetstream batch", await RefusalAsync(served, "/api/trends", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        File.Move(view + ".away", view);
        Assert.Equal(30, (int)(await AskAsync(served, "/api/trends"))["posts"]!);

        var manifest = Path.Combine(_archive.Views, "views.json");
        var text = await File.ReadAllTextAsync(manifest);
        await File.WriteAllTextAsync(manifest, text.Replace(_archive.Archive.Writer.Id, new string('0', 32), StringComparison.Ordinal));
        Assert.Contains($"are of archive {new string('0', 32)}", await RefusalAsync(served, "/api/state", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        await File.WriteAllTextAsync(manifest, text);

        var segment = _archive.Archive.Path(string.Create(CultureInfo.InvariantCulture, $"{1:D20}.ndjson"));
        await File.WriteAllTextAsync(segment, new NaivePost(0, null, ["x"]).Line(1) + "\n");
        Assert.Contains("it is not of this archive", await RefusalAsync(served, "/api/tags/a", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        File.Delete(segment);
        Assert.Equal(30, (int)(await AskAsync(served, "/api/trends"))["posts"]!);
    }

    [Fact]
    public async Task A_time_that_cuts_posts_that_are_gone_is_a_conflict_that_another_question_has_not()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        File.Delete(_archive.Archive.SegmentPath(0));
        await using var served = await ServedAnswers.StartAsync(_archive);
        Assert.Contains("give times that end in a full ten seconds", await RefusalAsync(served, "/api/trends?from=1970-01-01T00:00:00.5Z", HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal(20, (int)(await AskAsync(served, "/api/trends?from=1970-01-01T00:00:10Z"))["posts"]!);
    }

    [Fact]
    public async Task Too_many_at_once_are_refused_and_who_goes_away_makes_room()
    {
        _archive.AppendSeconds("a", 0, 5);
        await using var served = await ServedAnswers.StartAsync(_archive, options => options with { MaxAtOnce = 1, MaxWaiting = 1 });
        using var gone = new CancellationTokenSource();
        using var isAnswering = new SemaphoreSlim(0);
        var first = served.Service.AskAsync((_, stop) => { isAnswering.Release(); return stop.WaitHandle.WaitOne(); }, gone.Token);
        await isAnswering.WaitAsync();
        var second = served.Service.AskAsync((_, _) => true, CancellationToken.None);
        Assert.Contains("Too many are asking already.", await RefusalAsync(served, "/api/trends", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        await gone.CancelAsync();
        Assert.True(await second);
        await first;
        Assert.Equal(5, (int)(await AskAsync(served, "/api/trends"))["posts"]!);
    }

    [Fact]
    public async Task Windows_have_the_form_of_the_page()
    {
        _archive.AppendSeconds("Ünï", 0, 30);
        await using var served = await ServedAnswers.StartAsync(_archive);
        Assert.Equal(
            """{"start":"1970-01-01T00:00:10.000Z","end":"1970-01-01T00:00:30.000Z","posts":20,"tags":20,"postsPerSecond":1,"late":0,"dropped":0,"missed":0,"overflow":0,"revision":0,"provisional":false,"rank":"count","top":[{"tag":"#ünï","display":"#Ünï","count":20,"previous":20}]}""",
            (await AskAsync(served, "/api/windows?since=1970-01-01T00:00:20Z&limit=1"))[0]!.ToJsonString(new(System.Text.Json.JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal(
            "start,end,posts,tags,late,tag,display,count,missed\n1970-01-01T00:00:20.000Z,1970-01-01T00:00:40.000Z,10,10,0,#ünï,#Ünï,10,\n",
            await served.Client.GetStringAsync("/api/windows.csv?limit=1"));
    }

    [Fact]
    public async Task The_description_names_every_path_and_no_other()
    {
        await using var served = await ServedAnswers.StartAsync(_archive);
        var paths = (await AskAsync(served, "/openapi.json"))["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal);
        Assert.Equal(["/api/state", "/api/tags/{tag}", "/api/tags/{tag}.csv", "/api/trends", "/api/trends.csv", "/api/windows", "/api/windows.csv"], paths);
    }

    public void Dispose() => _archive.Dispose();

    private static async Task<JsonNode> AskAsync(ServedAnswers served, string path) => JsonNode.Parse(await served.Client.GetStringAsync(path))!;

    private static async Task<string> RefusalAsync(ServedAnswers served, string path, HttpStatusCode code)
    {
        using var answer = await served.Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(code == answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (string)JsonNode.Parse(text)!["detail"]!;
    }

    private static string Json(Question question)
    {
        using var line = new MemoryStream();
        AnswerJson.Write(line, new Query(question).Answer(CancellationToken.None), question.Tag is not null);
        return Encoding.UTF8.GetString(line.ToArray());
    }

    private static string Csv(Question question)
    {
        using var text = new StringWriter();
        AnswerText.WriteCsv(text, new Query(question).Answer(CancellationToken.None), question.Tag is not null, clean: null);
        return text.ToString();
    }
}
