using CsCheck;
using TweetStream.Counter;
using TweetStream.Counter.Checkpoints;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Counter.Output;
using TweetStream.Tests.Relay;
using TweetStream.Trends;
using TweetStream.Windows;

namespace TweetStream.Tests.Counter.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private static readonly CountOptions Options = Counted.Options(20_000, 10_000);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_was_saved_and_restored_on_the_way_the_results_are_those_of_an_uninterrupted_run() =>
        Gen.Select(GenOptions, GenStep.Array[1, 60], Gen.Int[1, 12]).Sample((options, steps, every) =>
        {
            var whole = new Counted(options).Hear(Relay(new("a", 0)));
            var restarted = new Counted(options).Hear(Relay(new("a", 0)));
            var (offset, results) = (0L, new List<string>());
            for (var i = 0; i < steps.Length; i++)
            {
                var step = steps[i];
                offset += step.Passed;
                var line = step.IsTorn ? $"{{\"offset\":{offset},\"te" : $"{{\"offset\":{offset},\"created_at\":{step.Time},\"text\":\"{step.Text}\"}}";
                foreach (var counted in (Counted[])[whole, restarted])
                {
                    counted.Line(line, (i * 700) + 50_000);
                    if (step.Ticks)
                        counted.Tick((i * 700 / 5000 * 5000) + 50_000);
                }

                offset++;
                if (i % every != 0)
                    continue;
                results.AddRange(Results(restarted));
                restarted = Restored(options, restarted.Counter);
            }

            results.AddRange(Results(restarted.End()));
            Assert.Equal(Results(whole.End()), results);
            Assert.Equal(whole.Counter.Position, restarted.Counter.Position);
            Assert.Equal(whole.Counter.Stream, restarted.Counter.Stream);
        });

    [Fact]
    public void What_foreign_senders_sent_while_there_was_no_counter_is_a_gap_of_unknown_size()
    {
        var before = new Counted(Options).Line("""{"text":"#a","created_at":1000}""");
        var counted = Restored(Options, before.Counter, Connection.Foreign).Line("""{"text":"#a","created_at":2000}""").End();
        Assert.Equal(new(DateTimeOffset.FromUnixTimeSeconds(1), DateTimeOffset.FromUnixTimeSeconds(2), null), counted.Snapshots[0].Gap);
    }

    [Fact]
    public void A_state_of_a_relay_that_meets_a_foreign_sender_has_a_gap_of_unknown_size()
    {
        var before = new Counted(Options).Hear(Relay(new("a", 0))).Line("""{"offset":0,"text":"#a","created_at":1000}""");
        var counted = Restored(Options, before.Counter, Connection.Foreign).Line("""{"text":"#a","created_at":2000}""").End();
        Assert.NotNull(counted.Snapshots[0].Gap);
        Assert.Null(counted.Snapshots[0].Gap!.Posts);
    }

    [Fact]
    public void A_state_that_is_damaged_anywhere_is_refused()
    {
        var counted = new Counted(Options).Hear(Relay(new("a", 0))).Line("""{"offset":0,"text":"#a","created_at":1000}""");
        Save(Options, counted.Counter);
        var good = File.ReadAllBytes(_folder.Path("checkpoint"));
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[1, 255], Gen.Bool).Sample((at, flip, isCut) =>
        {
            var bad = isCut ? good[..at] : [.. good[..at], (byte)(good[at] ^ flip), .. good[(at + 1)..]];
            File.WriteAllBytes(_folder.Path("checkpoint"), bad);
            var refusal = Assert.Throws<StateException>(() => Read(Options));
            Assert.Contains("remove it to begin anew, or give another DIR", refusal.Message, StringComparison.Ordinal);
            Assert.False(refusal.IsAskedWrongly);
        }, threads: 1);
    }

    [Fact]
    public void A_state_of_a_newer_format_is_refused_as_such()
    {
        Save(Options, new Counted(Options).Counter);
        var bytes = File.ReadAllBytes(_folder.Path("checkpoint"));
        bytes["TWEETSTREAM CHECKPOINT\n".Length] = 2;
        System.IO.Hashing.XxHash128.Hash(bytes.AsSpan(0, bytes.Length - 16)).CopyTo(bytes, bytes.Length - 16);
        File.WriteAllBytes(_folder.Path("checkpoint"), bytes);
        Assert.Contains("has the format 2, and this program knows 1", Assert.Throws<StateException>(() => Read(Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_other_options_is_refused_by_name_and_one_that_only_shows_less_is_not()
    {
        Save(Options, new Counted(Options).Counter);
        var other = Options with { Windows = new(30_000, 10_000), KeepCase = true };
        var refusal = Assert.Throws<StateException>(() => Read(other));
        Assert.EndsWith("was made with --window 20s, now it is 30s, and with --case fold, now it is keep; give the same options or another DIR", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.IsAskedWrongly);
        Assert.NotNull(Read(Options with { Top = 3, PicturePath = "x.png" }));
    }

    [Fact]
    public void Two_counters_never_share_a_state()
    {
        using (StateFolder.Open(_folder.Path("state")))
            Assert.Contains("in use by another counter", Assert.Throws<StateException>(() => StateFolder.Open(_folder.Path("state"))).Message, StringComparison.Ordinal);
        using var after = StateFolder.Open(_folder.Path("state"));
        Assert.Null(after.Read(Options));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_told_once_and_the_next_one_is_tried()
    {
        var log = new LogLines();
        using var folder = StateFolder.Open(_folder.Path("state"));
        using var taker = new CheckpointTaker(folder, Options, new Counted(Options).Counter, null, TimeProvider.System, new Microsoft.Extensions.Logging.Logger<CheckpointTaker>(log));
        // A folder in the place of the file: it cannot be replaced.
        Directory.CreateDirectory(Path.Combine(folder.Path, "checkpoint", "in the way"));
        taker.TakeNow();
        taker.TakeNow();
        taker.TakeNow();
        Assert.Single(log.Warnings);
        Directory.Delete(Path.Combine(folder.Path, "checkpoint"), recursive: true);
        taker.TakeLast();
        Assert.Null(taker.Failure);
        Assert.NotNull(folder.Read(Options));
    }

    [Fact]
    public void A_checkpoint_that_is_wanted_now_is_there_before_anything_follows()
    {
        using var folder = StateFolder.Open(_folder.Path("state"));
        using var taker = new CheckpointTaker(folder, Options, new Counted(Options).Counter, null, TimeProvider.System, new Microsoft.Extensions.Logging.Logger<CheckpointTaker>(new LogLines()));
        for (var i = 0; i < 20; i++)
        {
            taker.TakeNow();
            Assert.NotNull(folder.Read(Options));
            File.Delete(Path.Combine(folder.Path, "checkpoint"));
        }
    }

    [Fact]
    public void Halves_of_checkpoints_that_a_kill_left_are_removed_and_nothing_else_is()
    {
        var (half, other) = (_folder.Write(".0123456789abcdef0123456789abcdef.tmp", "TWEETST"), _folder.Write(".mine.tmp", "kept"));
        using var folder = StateFolder.Open(Path.GetDirectoryName(half)!);
        Assert.False(File.Exists(half));
        Assert.True(File.Exists(other));
    }

    private static readonly Gen<CountOptions> GenOptions =
        Gen.Select(Gen.OneOf(TimeChoice.Auto, TimeChoice.Arrival, TimeChoice.Event), Gen.OneOf((10_000, 10_000, 0, 0), (20_000, 5_000, 2_000, 0), (10_000, 5_000, 0, 10_000), (5_000, 15_000, 0, 0)), Gen.Bool, Gen.OneOf(Rank.Count, Rank.Rising))
            .Select((time, windows, keepCase, rank) => Options with { Time = time, KeepCase = keepCase, Rank = rank, Windows = new WindowSpec(windows.Item1, windows.Item2, 0, windows.Item3, windows.Item4) });

    private static readonly Gen<(int Time, string Text, int Passed, bool IsTorn, bool Ticks)> GenStep =
        Gen.Select(Gen.Int[0, 90_000], Gen.OneOf("#a", "#A #b", "#b \\ud83d", "none", "#c #a #日本"), Gen.Frequency((8, Gen.Const(0)), (1, Gen.Int[1, 5])), Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))), Gen.Bool);

    private static Connection Relay(TweetStream.Wire.ArchivePosition position) => new() { Position = position };

    private static List<string> Results(Counted counted)
    {
        using var json = new MemoryStream();
        var output = new JsonLinesOutput(json);
        foreach (var snapshot in counted.Snapshots)
            output.OnNext(snapshot);
        return [.. System.Text.Encoding.UTF8.GetString(json.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static Counted Restored(CountOptions options, PostCounter counter, Connection? connection = null)
    {
        using var bytes = new MemoryStream();
        Checkpoint.Write(bytes, options, ResultLength.None, counter);
        var restored = new Counted(options);
        Checkpoint.Read(bytes.ToArray()).Restore(restored.Counter, 0);
        return restored.Hear(connection ?? Relay(restored.Counter.Position!));
    }

    private void Save(CountOptions options, PostCounter counter)
    {
        using var bytes = new MemoryStream();
        Checkpoint.Write(bytes, options, ResultLength.None, counter);
        File.WriteAllBytes(_folder.Path("checkpoint"), bytes.ToArray());
    }

    private Checkpoint? Read(CountOptions options)
    {
        using var folder = StateFolder.Open(Path.GetDirectoryName(_folder.Path("checkpoint"))!);
        return folder.Read(options);
    }
}
