using TweetStream.Counter;
using TweetStream.Counter.Checkpoints;
using TweetStream.Tests.Counter.Feeds;
using TweetStream.Tests.Relay;
using TweetStream.Windows;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter.Checkpoints;

/// <summary>Whole counters that end and begin again on the same state, over a real socket.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly FakeRelay _relay = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _relay.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("results.jsonl")]
    [InlineData("results.csv")]
    public async Task A_stopped_counter_goes_on_where_it_was(string results)
    {
        var options = Options(results);
        await CountAsync(options, StreamPosition.Latest, 0, 25, closed: 2);
        await CountAsync(options, StreamPosition.At(25), 25, 18, closed: 2);
        Assert.Equal(await UninterruptedAsync(results, 43), await File.ReadAllLinesAsync(_folder.Path(results)));
    }

    [Theory]
    [InlineData("results.jsonl")]
    [InlineData("results.csv")]
    public async Task What_the_last_checkpoint_did_not_cover_is_counted_and_written_again_once(string results)
    {
        var options = Options(results);
        await CountAsync(options, StreamPosition.Latest, 0, 25, closed: 2);
        File.Copy(_folder.Path("state/checkpoint"), _folder.Path("earlier"));
        await CountAsync(options, StreamPosition.At(25), 25, 18, closed: 2);
        // As after a kill: results are there that the checkpoint does not know, the last of them torn.
        File.Move(_folder.Path("earlier"), _folder.Path("state/checkpoint"), overwrite: true);
        await File.AppendAllTextAsync(_folder.Path(results), "{\"torn");
        await CountAsync(options, StreamPosition.At(25), 25, 18, closed: 2);
        Assert.Equal(await UninterruptedAsync(results, 43), await File.ReadAllLinesAsync(_folder.Path(results)));
    }

    [Fact]
    public async Task The_end_of_the_input_closes_windows_that_more_input_opens_again()
    {
        var options = Options("results.jsonl") with { Once = true };
        await EndAsync(options, 0, 25);
        Assert.Equal(3, (await File.ReadAllLinesAsync(_folder.Path("results.jsonl"))).Length);
        await EndAsync(options, 25, 18);
        var expected = await File.ReadAllLinesAsync(_folder.Path("results.jsonl"));
        File.Delete(_folder.Path("results.jsonl"));
        Directory.Delete(_folder.Path("state"), recursive: true);
        await EndAsync(options, 0, 43);
        Assert.Equal(await File.ReadAllLinesAsync(_folder.Path("results.jsonl")), expected);
    }

    [Fact]
    public async Task A_file_of_results_that_was_taken_away_is_begun_anew_with_its_header()
    {
        var options = Options("results.csv");
        await CountAsync(options, StreamPosition.Latest, 0, 25, closed: 2);
        File.Delete(_folder.Path("results.csv"));
        var log = await CountAsync(options, StreamPosition.At(25), 25, 18, closed: 2);
        Assert.Contains(log.Warnings, line => line.Contains("shorter than it was", StringComparison.Ordinal));
        var lines = await File.ReadAllLinesAsync(_folder.Path("results.csv"));
        Assert.StartsWith("start,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1970-01-01T00:00:20", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_of_another_archive_is_refused_and_stays_as_it_is()
    {
        var options = Options("results.jsonl");
        await CountAsync(options, StreamPosition.Latest, 0, 25, closed: 2);
        var before = await File.ReadAllBytesAsync(_folder.Path("state/checkpoint"));
        await using var counter = await RunningCounter.StartAsync(options);
        using var session = await _relay.ClientAsync();
        Assert.Equal("a", session.Asked.Archive);
        await session.AcceptAsync("b", 3);
        var failure = await counter.EndAsync();
        Assert.Equal($"{_relay.Input} has the archive b, and --state {_folder.Path("state")} goes on in the archive a; give another DIR to begin anew", failure?.Message);
        Assert.Equal(before.Length, (await File.ReadAllBytesAsync(_folder.Path("state/checkpoint"))).Length);
    }

    [Fact]
    public async Task The_position_is_kept_as_soon_as_the_relay_has_told_it()
    {
        var options = Options("results.jsonl");
        await using (var counter = await RunningCounter.StartAsync(options))
        {
            using var session = await _relay.ClientAsync();
            await session.AcceptAsync("a", 17);
            await Eventually.HoldsAsync(() => PositionOf(options) == new ArchivePosition("a", 17), "the position is kept");
        }

        await CountAsync(options, StreamPosition.At(17), 17, 1, closed: 0);
    }

    [Fact]
    public async Task A_last_checkpoint_that_cannot_be_written_is_a_failure()
    {
        var options = Options("results.jsonl");
        await using var counter = await RunningCounter.StartAsync(options);
        using var session = await _relay.ClientAsync();
        await session.AcceptAsync("a", 0);
        await Eventually.HoldsAsync(() => PositionOf(options) is not null, "the first one is there");
        File.Delete(_folder.Path("state/checkpoint"));
        Directory.CreateDirectory(_folder.Path("state/checkpoint/in the way"));
        await counter.StopAsync();
        Assert.Contains("the last checkpoint", Assert.IsType<StateException>(counter.Service.Failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_could_not_be_read_are_kept_with_their_reason()
    {
        var options = Options("results.jsonl") with { DeadLetterFile = _folder.Path("dead.ndjson"), MaxLineBytes = 6000, Once = true };
        await using var counter = await RunningCounter.StartAsync(options);
        using (var session = await _relay.ClientAsync())
        {
            await session.AcceptAsync("a", 0);
            await session.SayAsync("{\"offset\":0,\"te\n" + new string('x', 7000) + "\n" + FakeSession.Post(2) + "\n");
        }

        Assert.Null(await counter.EndAsync());
        var letters = await File.ReadAllLinesAsync(_folder.Path("dead.ndjson"));
        Assert.Contains("not valid JSON at byte", letters[0], StringComparison.Ordinal);
        Assert.Contains("longer than --max-line", letters[1], StringComparison.Ordinal);
        Assert.InRange(letters[1].Length, 4096, 4500);
        Assert.Equal(1, counter.Service.Posts);
        Assert.Equal(0, counter.Service.Stream.Missed);
    }

    private CountOptions Options(string results) => new()
    {
        Input = _relay.Input,
        Windows = new WindowSpec(10_000, 10_000),
        Output = OutputFormat.None,
        StateFolder = _folder.Path("state"),
        OutputFile = _folder.Path(results),
    };

    private static ArchivePosition? PositionOf(CountOptions options)
    {
        var file = Path.Combine(options.StateFolder!, "checkpoint");
        if (!File.Exists(file))
            return null;
        var counted = new Counted(options);
        Checkpoint.Read(File.ReadAllBytes(file)).Restore(counted.Counter, 0);
        return counted.Counter.Position;
    }

    private async Task<LogLines> CountAsync(CountOptions options, StreamPosition asked, long first, int posts, int closed)
    {
        await using var counter = await RunningCounter.StartAsync(options);
        using var session = await _relay.ClientAsync();
        var before = counter.Service.Posts;
        Assert.Equal(asked, session.Asked.From);
        await session.AcceptAsync("a", first);
        await session.PostsAsync(first, posts);
        await Eventually.HoldsAsync(() => counter.Service.Posts == before + posts, "all are counted");
        await counter.StopAsync();
        Assert.Null(counter.Service.Failure);
        Assert.Equal(closed, counter.Service.Windows);
        return counter.Log;
    }

    private async Task EndAsync(CountOptions options, long first, int posts)
    {
        await using var counter = await RunningCounter.StartAsync(options);
        using (var session = await _relay.ClientAsync())
        {
            await session.AcceptAsync("a", first);
            await session.PostsAsync(first, posts);
        }

        Assert.Null(await counter.EndAsync());
    }

    private async Task<string[]> UninterruptedAsync(string name, int posts)
    {
        var results = "whole-" + name;
        await CountAsync(Options(results) with { StateFolder = null }, StreamPosition.Latest, 0, posts, closed: 4);
        return await File.ReadAllLinesAsync(_folder.Path(results));
    }
}
