using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Posts;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Tests.Relay.Sources.Live;

/// <summary>What a relay that is started again knows of its sources, over a real archive.</summary>
public sealed class SourceMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void After_a_clean_stop_a_source_goes_on_where_it_was()
    {
        using (var first = Start())
        {
            first.Give("a", "1");
            first.Stop();
        }

        using var second = Start();
        Assert.Equal(new("1", _time.GetUtcNow()), second.Source.Position.Latest);
    }

    [Fact]
    public void After_a_kill_the_archive_knows_more_than_the_file()
    {
        using (var first = Start())
        {
            first.Give("a", "1");
            _time.Advance(TimeSpan.FromSeconds(1));
            first.Give("b", "2");
        }

        using var second = Start();
        Assert.Equal("2", second.Source.Position.Latest?.Cursor);
    }

    [Fact]
    public void What_was_filtered_out_is_not_asked_for_again()
    {
        using (var first = Start(filter: "wanted"))
        {
            first.Give("wanted", "1");
            first.Give("other", "2");
            // The file tells what was true one save earlier.
            first.MaintainAfter(TimeSpan.FromSeconds(5));
            Assert.DoesNotContain("\"2\"", File.ReadAllText(_folder.Path("sources.json")), StringComparison.Ordinal);
            first.MaintainAfter(TimeSpan.FromSeconds(5));
        }

        using var second = Start();
        Assert.Equal("2", second.Source.Position.Latest?.Cursor);
    }

    [Fact]
    public void Posts_that_come_again_after_a_restart_do_not_pass_twice()
    {
        using (var first = Start())
            first.Give("a", "1");

        using var second = Start();
        second.Give("a", "1");
        second.Give("b", "2");
        Assert.Equal((1, 1), (second.Source.Counts.Passed, second.Source.Counts.Duplicates));
    }

    [Fact]
    public void At_another_address_it_begins_anew_also_when_it_was_killed_at_once()
    {
        using (var first = Start())
        {
            first.Give("a", "1");
            first.Stop();
        }

        using (var second = Start(endpoint: "elsewhere"))
            Assert.Null(second.Source.Position.Latest);
        using (var third = Start(endpoint: "elsewhere"))
        {
            Assert.Null(third.Source.Position.Latest);
            third.Give("b", "7");
        }

        using var fourth = Start(endpoint: "elsewhere");
        Assert.Equal("7", fourth.Source.Position.Latest?.Cursor);
    }

    [Fact]
    public void Each_source_has_its_own_and_one_that_is_not_there_keeps_its()
    {
        using (var first = Start(name: "one"))
        {
            first.Give("a", "1");
            first.Stop();
        }

        using (var second = Start(name: "two"))
        {
            Assert.Null(second.Source.Position.Latest);
            second.Give("b", "9");
            second.Stop();
        }

        using var third = Start(name: "one");
        Assert.Equal("1", third.Source.Position.Latest?.Cursor);
    }

    [Fact]
    public void A_recording_leaves_no_cursor_that_a_live_source_could_take_for_its_own()
    {
        using (var first = Start())
            first.Pass(new Replayed("scripted"), "a", "1");

        using var second = Start();
        Assert.Null(second.Source.Position.Latest);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"scripted\":null}")]
    [InlineData("")]
    public void A_damaged_file_is_made_anew(string content)
    {
        using (var first = Start())
            first.Stop();
        File.WriteAllText(_folder.Path("sources.json"), content);

        using (var second = Start())
        {
            second.Give("a", "1");
            second.Stop();
        }

        using var third = Start();
        Assert.Equal("1", third.Source.Position.Latest?.Cursor);
    }

    private Remembered Start(string name = "scripted", string endpoint = "nowhere", string? filter = null) => new(_folder.Path(""), _time, name, endpoint, filter);

    /// <summary>A relay without sockets: log, sink and one live source, as the service puts them together.</summary>
    private sealed class Remembered : IDisposable
    {
        private readonly FakeTimeProvider _time;
        private readonly PostLog _log;
        private readonly TweetStream.Relay.Broadcasting.Broadcaster _broadcaster;
        private readonly PostSink _sink;
        private readonly SourceMemory _memory;

        public Remembered(string folder, FakeTimeProvider time, string name, string endpoint, string? filter)
        {
            _time = time;
            var options = new RelayOptions
            {
                Archive = new() { Folder = folder, FreeDiskFloor = 0 },
                Filter = filter is not null && FilterTerm.TryParse(filter, out var term, out _) ? [term] : [],
            };
            _log = new(options.Archive, time, NullLogger<PostLog>.Instance);
            _log.Open();
            _broadcaster = new(options, _log, time, NullLogger<TweetStream.Relay.Broadcasting.Broadcaster>.Instance);
            _sink = new(new(options), _broadcaster, time);
            Source = new(new(options, new(null, time), time, NullLogger.Instance), name, endpoint);
            _memory = new([Source], folder, time, NullLogger.Instance);
            _memory.Restore(_log, _sink.Seen);
        }

        public ScriptedSource Source { get; }

        public void Give(string id, string cursor)
        {
            Pass(Source, id, cursor);
            Source.Position.Latest = new(cursor, _time.GetUtcNow());
        }

        public void Pass(PostSource from, string id, string cursor)
        {
            var post = new PostBuffer();
            post.Set(PostField.Text, Encoding.UTF8.GetBytes(id));
            post.Set(PostField.Id, Encoding.UTF8.GetBytes(id));
            post.Set(PostField.Cursor, Encoding.UTF8.GetBytes(cursor));
            _sink.Pass(post, from);
            _sink.Flush();
        }

        public void MaintainAfter(TimeSpan time)
        {
            _time.Advance(time);
            _broadcaster.Maintain();
            _memory.Maintain();
        }

        /// <summary>A clean stop; without it, disposing is as good as a kill.</summary>
        public void Stop()
        {
            _log.Dispose();
            _memory.Close();
        }

        public void Dispose() => _log.Dispose();
    }

    private sealed class Replayed(string name) : PostSource(name)
    {
        public override bool IsFinite => true;

        public override Task RunAsync(PostSink sink, CancellationToken stop) => Task.CompletedTask;
    }
}
