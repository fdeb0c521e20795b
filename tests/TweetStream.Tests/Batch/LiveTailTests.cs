using TweetStream.Archive;
using TweetStream.Batch;
using TweetStream.Batch.Tail;

namespace TweetStream.Tests.Batch;

/// <summary>One tail for many questions, as <c>serve</c> has it.</summary>
public sealed class LiveTailTests : IDisposable
{
    private readonly CountedArchive _archive = new(retain: TimeSpan.FromDays(1));
    private readonly LiveTail _tail;

    public LiveTailTests() => _tail = _archive.Tail();

    [Fact]
    public void Each_question_has_what_came_since_the_one_before()
    {
        for (var second = 0; second < 30; second += 3)
        {
            _archive.AppendSeconds("a", second, second + 3);
            Assert.Equal(second + 3, Check(500, 25_250).Until);
        }

        Assert.Equal(0, _tail.Discards);
    }

    [Fact]
    public void What_views_hold_that_come_into_force_is_dropped_and_in_the_answer_once()
    {
        _archive.AppendSeconds("a", 0, 20);
        Check();
        for (var second = 20; second < 60; second += 10)
        {
            _archive.Batch();
            Check(3_500, 55_250);
            _archive.AppendSeconds("b", second, second + 10);
            Check(3_500, 55_250);
        }

        Assert.Equal(0, _tail.Discards);
    }

    [Fact]
    public void A_question_keeps_the_views_that_it_opened_while_others_drop_them()
    {
        _archive.AppendSeconds("a", 0, 30);
        var asked = 0;
        Check(done: step =>
        {
            if (asked++ > 0)
                return;
            _archive.Batch();
            _archive.AppendSeconds("b", 30, 60);
            Check(3_500, 55_250);
            _archive.Batch();
            Check(3_500, 55_250);
        });
        Assert.True(asked > 0);
    }

    [Fact]
    public void Posts_that_the_archive_removes_before_they_were_counted_are_no_longer_in_the_answer()
    {
        _archive.AppendSeconds("a", 0, 20);
        Check();
        _archive.Archive.Later(TimeSpan.FromDays(3));
        _archive.AppendSeconds("b", 20, 30);
        var first = ArchiveFolder.First(_archive.Archive.Options.Folder)!.Value;
        Assert.NotEqual(0, first);
        Assert.Equal(30 - first, _archive.Ask(tail: _tail).Posts);
        Assert.Equal(0, _tail.Discards);
    }

    [Fact]
    public void Views_that_are_gone_make_it_begin_anew()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        Check();
        Directory.Delete(_archive.Views, recursive: true);
        Check(3_500, 25_250);
        Assert.Equal(1, _tail.Discards);
    }

    [Fact]
    public void A_segment_that_turns_up_behind_it_makes_it_begin_anew()
    {
        _archive.AppendSeconds("a", 0, 30);
        var segment = _archive.Archive.SegmentPath(1);
        File.Move(segment, segment + ".away");
        Assert.NotEqual(0, _archive.Ask(tail: _tail).Missing);
        File.Move(segment + ".away", segment);
        Assert.Equal(0, Check().Missing);
        Assert.Equal(1, _tail.Discards);
    }

    [Fact]
    public void An_archive_that_was_cut_makes_it_begin_anew_and_half_a_line_does_not()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Archive.Kill(torn: "{\"offset\":30,\"created_at\":\"1970-01-01T00:00:");
        Check();
        _archive.Archive.Open();
        Check();
        Assert.Equal(0, _tail.Discards);
        _archive.Archive.Kill();
        var path = _archive.Archive.SegmentPath(_archive.Archive.Segments.Length - 1);
        var lines = File.ReadAllLines(path);
        Assert.True(lines.Length > 1);
        File.WriteAllText(path, lines[0] + "\n");
        _archive.Ask(tail: _tail);
        Assert.Equal(1, _tail.Discards);
        _archive.Archive.Open();
    }

    [Fact]
    public void What_cannot_be_asked_is_refused_until_it_is_mended()
    {
        _archive.AppendSeconds("a", 0, 30);
        _archive.Batch();
        Check();
        var view = _archive.ViewFile(0);
        File.Move(view, view + ".away");
        Assert.Contains("damaged or missing", Assert.Throws<ViewsException>(() => _archive.Ask(tail: _tail)).Message, StringComparison.Ordinal);
        File.Move(view + ".away", view);
        Check();
        var id = _archive.Archive.Path("archive.json");
        File.Move(id, id + ".away");
        Assert.Contains("there is no archive", Assert.Throws<ArchiveException>(() => _archive.Ask(tail: _tail)).Message, StringComparison.Ordinal);
        File.Move(id + ".away", id);
        Check();
    }

    [Fact]
    public async Task Many_questions_at_once_are_each_answered_rightly_while_posts_come_and_views_are_swapped()
    {
        _archive.AppendSeconds("a", 0, 20);
        using var over = new CancellationTokenSource();
        // On threads of their own: on those of the pool they would leave none to the views that are made meanwhile.
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(AskOn, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var second = 20; second < 120; second += 2)
        {
            _archive.AppendSeconds(second % 4 == 0 ? "b" : "c", second, second + 2);
            if (second % 10 == 0)
                _archive.Batch(rebuild: second % 20 == 0);
        }

        await over.CancelAsync();
        foreach (var (from, to, answer, until) in (await Task.WhenAll(asking)).SelectMany(asked => asked))
            Assert.Equal(_archive.Naive(from, to, until), answer);
        Assert.Equal(0, _tail.Discards);

        List<(long From, long To, string Answer, long Until)> AskOn()
        {
            var asked = new List<(long From, long To, string Answer, long Until)>();
            while (!over.IsCancellationRequested)
            {
                var (from, to) = ((asked.Count * 777) % 30_000, 30_000 + ((asked.Count * 1_313) % 90_000));
                var answer = _archive.Ask(from, to, tail: _tail);
                asked.Add((from, to, CountedArchive.Text(answer), answer.Until));
            }

            return asked;
        }
    }

    [Fact]
    public void Who_goes_away_gets_no_answer_and_the_next_one_the_right_one()
    {
        _archive.AppendSeconds("a", 0, 30);
        using var gone = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => _archive.Ask(done: _ => gone.Cancel(), tail: _tail, stop: gone.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => _archive.Ask(tail: _tail, stop: gone.Token));
        Check();
        Assert.Equal(0, _tail.Discards);
    }

    public void Dispose()
    {
        _tail.Dispose();
        _archive.Dispose();
    }

    private TweetStream.Batch.Queries.Answer Check(long? from = null, long? to = null, Action<string>? done = null) => _archive.Check(from, to, done, _tail);
}
