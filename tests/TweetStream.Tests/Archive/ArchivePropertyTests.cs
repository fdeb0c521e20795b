using System.Text;
using CsCheck;
using TweetStream.Archive;

namespace TweetStream.Tests.Archive;

/// <summary>An archive through everything that can happen to it, beside a list of what it said of each post.</summary>
public sealed class ArchivePropertyTests
{
    private enum Step
    {
        Append,
        Wait,
        WaitLong,
        FillDisk,
        FreeDisk,
        Compress,
        Stop,
        Kill,
        KillInAppend,
        KillWithGarbage,
    }

    private static readonly Gen<(Step Step, int Count, int Size, double Where)[]> Histories = Gen.Select(
        Gen.Frequency(
            (10, Gen.Const(Step.Append)), (3, Gen.Const(Step.Wait)), (1, Gen.Const(Step.WaitLong)), (1, Gen.Const(Step.FillDisk)), (2, Gen.Const(Step.FreeDisk)),
            (1, Gen.Const(Step.Compress)), (1, Gen.Const(Step.Stop)), (1, Gen.Const(Step.Kill)), (1, Gen.Const(Step.KillInAppend)), (1, Gen.Const(Step.KillWithGarbage))),
        Gen.Int[1, 12],
        Gen.Frequency((9, Gen.Int[0, 60]), (1, Gen.Int[0, 5000])),
        Gen.Double[0, 1]).Array[1, 60];

    [Fact]
    public void Whatever_happens_no_offset_is_given_twice_and_what_is_archived_is_read_back_as_it_was() =>
        Gen.Select(Histories, Gen.Int[200, 2000], Gen.Int[-1, 1]).Sample((history, segmentBytes, fsyncSeconds) =>
        {
            using var archive = new RunningArchive(options => options with
            {
                SegmentBytes = segmentBytes,
                Retain = TimeSpan.FromDays(1.5),
                FsyncEvery = fsyncSeconds < 0 ? null : TimeSpan.FromSeconds(fsyncSeconds),
            });
            var archived = new SortedDictionary<long, string>();
            var given = 0L;
            foreach (var (step, count, size, where) in history)
            {
                switch (step)
                {
                    case Step.Append:
                        // An offset that was given is below the next one, so none is given twice while the next never goes back.
                        Assert.True(archive.Writer.Next >= given, $"{archive.Writer.Next} was given");
                        var first = archive.Writer.Next;
                        var kept = archive.Append(count, size);
                        Assert.Equal(archive.Writer.IsPaused ? 0 : count, kept);
                        given = archive.Writer.Next;
                        Assert.Equal(first + count, given);
                        for (var i = 0; i < kept; i++)
                            archived[first + i] = RunningArchive.Line(first + i, size);
                        break;
                    case Step.Wait:
                        archive.Later(TimeSpan.FromSeconds(where * 120));
                        break;
                    case Step.WaitLong:
                        archive.Later(TimeSpan.FromHours(where * 30));
                        break;
                    case Step.FillDisk or Step.FreeDisk:
                        archive.Free = step == Step.FillDisk ? 0 : 1L << 40;
                        break;
                    case Step.Compress:
                        archive.CompressAllAsync().GetAwaiter().GetResult();
                        break;
                    case Step.Stop:
                        var before = archive.Writer.Next;
                        archive.Reopen();
                        Assert.Equal(before, archive.Writer.Next);
                        break;
                    case Step.Kill:
                        archive.Kill();
                        archive.Open();
                        break;
                    case Step.KillInAppend:
                        KillInAppend(archive, archived, count, size, where);
                        break;
                    case Step.KillWithGarbage:
                        KillWithGarbage(archive, count, where);
                        break;
                }

                Check(archive, archived, (long)(where * given));
            }
        }, iter: 100);

    private static void Check(RunningArchive archive, SortedDictionary<long, string> archived, long from)
    {
        var writer = archive.Writer;
        foreach (var gone in archived.Keys.Where(offset => offset < writer.First).ToList())
            archived.Remove(gone);
        if (archived.Count == 0)
            Assert.Equal(writer.First, writer.End);
        else
            Assert.Equal((archived.Keys.First(), archived.Keys.Last() + 1), (writer.First, archived.Keys.Last() < writer.End ? archived.Keys.Last() + 1 : -1));
        Assert.True(writer.End <= writer.Next);
        foreach (var (start, end) in new[] { (0, writer.End), (from, writer.End), (0, long.MaxValue), (0, from) })
        {
            var expected = archived.Where(line => line.Key >= start && line.Key < end).Select(line => (line.Key, line.Value));
            Assert.Equal(expected, RunningArchive.ReadLines(archive.Options.Folder, start, end));
        }
    }

    // Lines that were written whole before the end are archived, though nobody was told so.
    private static void KillInAppend(RunningArchive archive, SortedDictionary<long, string> archived, int count, int size, double where)
    {
        var first = archive.Writer.Next;
        if (archive.Append(count, size) != count)
        {
            archive.Kill();
            archive.Open();
            return;
        }

        var path = ArchiveFolder.Segments(archive.Options.Folder)[^1].Path;
        archive.Kill();
        var bytes = RunningArchive.Lines(first, count, size);
        var kept = (int)(where * bytes.Length);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(file.Length - bytes.Length + kept);
        File.SetLastWriteTimeUtc(path, archive.Time.GetUtcNow().UtcDateTime);
        var whole = Encoding.UTF8.GetString(bytes, 0, kept).Count(character => character == '\n');
        for (var i = 0; i < whole; i++)
            archived[first + i] = RunningArchive.Line(first + i, size);
        archive.Open();
        // Where the disk was full in between, whoever looks at the reservation finds more.
        Assert.True(archive.Writer.Next >= first + whole);
    }

    private static void KillWithGarbage(RunningArchive archive, int count, double where)
    {
        archive.Kill();
        if (!archive.Writer.IsPaused)
        {
            var path = ArchiveFolder.Segments(archive.Options.Folder)[^1].Path;
            var garbage = new byte[count * 10];
            new Random((int)(where * 1000)).NextBytes(garbage);
            using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
                file.Write(garbage);
            File.SetLastWriteTimeUtc(path, archive.Time.GetUtcNow().UtcDateTime);
        }

        archive.Open();
    }
}
