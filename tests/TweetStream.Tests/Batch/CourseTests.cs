using System.Text;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;

namespace TweetStream.Tests.Batch;

public sealed class CourseTests : IDisposable
{
    private readonly CountedArchive _archive = new();

    public CourseTests()
    {
        for (var minute = 0; minute < 130; minute += 5)
            _archive.Append(new NaivePost(minute * 60_000, null, [minute % 10 == 0 ? "Round" : "other", "Ünï"]));
        _archive.Batch();
        _archive.Append(new NaivePost(129 * 60_000, null, ["ROUND"]));
    }

    [Theory]
    [InlineData(Step.Hour, "00:00 6/12, 01:00 6/12, 02:00 2/3")]
    [InlineData(Step.Day, "00:00 14/27")]
    public void The_course_of_a_tag_has_each_step_that_has_posts(Step by, string expected) =>
        Assert.Equal(expected, Course(_archive.Question with { Tag = "#rOUND", By = by }));

    [Fact]
    public void Only_what_is_between_the_times_is_in_its_steps() =>
        Assert.Equal("01:00 2/4, 02:00 1/2", Course(_archive.Question with { Tag = "round", From = CountedArchive.TimeOf(100 * 60_000), To = CountedArchive.TimeOf((125 * 60_000) + 1) }));

    [Fact]
    public void A_tag_that_nobody_used_has_a_course_of_nothing() =>
        Assert.Equal("00:00 0/12, 01:00 0/12, 02:00 0/3", Course(_archive.Question with { Tag = "#it's" }));

    [Fact]
    public void An_answer_is_one_line_of_JSON()
    {
        using var line = new MemoryStream();
        AnswerJson.Write(line, new Query(_archive.Question with { Top = 1, From = CountedArchive.TimeOf(0), To = CountedArchive.TimeOf(60_000) }).Answer(CancellationToken.None), isCourse: false);
        var until = _archive.Ask().ViewsUntil;
        Assert.Equal(
            $$"""{"from":"1970-01-01T00:00:00.000Z","to":"1970-01-01T00:01:00.000Z","posts":1,"late":0,"late_exact":true,"tags":2,"views_until":{{until}},"until":27,"missing":0,"untimed":0,"unreadable":0,"notice":null,"top":[{"tag":"#round","display":"#Round","count":1}]}""" + "\n",
            Encoding.UTF8.GetString(line.ToArray()));
    }

    [Fact]
    public void A_tag_with_a_NUL_in_it_is_a_tag_of_its_own()
    {
        var line = Encoding.UTF8.GetBytes($$"""{"offset":{{_archive.Archive.Writer.Next}},"created_at":"1980-01-01T00:00:00.000Z","tags":["a\u0000b","a"],"text":""}""" + "\n");
        _archive.Archive.Writer.Append(line, 1);
        var answer = _archive.Ask(from: 300_000_000_000);
        Assert.Equal(["#a", "#a\0b"], answer.Top.Select(trend => trend.Tag));
    }

    public void Dispose() => _archive.Dispose();

    private static string Course(Question question) =>
        string.Join(", ", new Query(question).Answer(CancellationToken.None).Course.Select(step => $"{step.Start:HH:mm} {step.Count}/{step.Posts}"));
}
