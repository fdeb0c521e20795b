using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Archive;
using TweetStream.Benchmarks.Corpora;

namespace TweetStream.Benchmarks.BatchLayer;

/// <summary>
/// An archive of made-up posts, written by the product's own writer, whose clock is that of the posts: segments are closed by
/// size and by day and compressed as a relay's are. Owns when posts are made and come; what they say is the corpus's.
/// </summary>
/// <param name="folder">Where it is made.</param>
/// <param name="latePosts">One post in so many is late, by up to an hour; all others by up to <see cref="UsualDelay"/>. 0 for none.</param>
internal sealed class GeneratedArchive(string folder, int latePosts = 100)
{
    public const int Days = 30;

    /// <summary>From when a post is made until it comes, at most; in ms.</summary>
    public const int UsualDelay = 2_000;

    private const int LongestDelay = 3_600_000;
    private const int BlockBytes = 1 << 20;
    private const int MostPlainSegments = 6;
    private static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly OwnJsonForm _form = new();

    /// <summary>The first instant after the days of a full archive.</summary>
    public static DateTimeOffset End => DateTimeOffset.FromUnixTimeMilliseconds(Start).AddDays(Days);

    public string Folder => folder;

    public long Posts { get; private set; }

    /// <summary>Bytes of the lines, before compression.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the first and the last of all posts were made, in ms since the Unix epoch.</summary>
    public (long First, long Last) Times { get; private set; } = (long.MaxValue, long.MinValue);

    /// <summary>Adds posts, evenly spread, and closes their last segment where that ends with a day.</summary>
    /// <param name="posts">How many.</param>
    /// <param name="from">When they begin, from the archive's beginning.</param>
    /// <param name="over">How long they go on.</param>
    public void Add(long posts, TimeSpan from, TimeSpan over)
    {
        var clock = new PostClock(Start);
        using var writer = ArchiveWriter.Open(new() { Folder = folder, Retain = null, FreeDiskFloor = 0, FsyncEvery = null }, clock, NullLogger.Instance);
        var random = new Random((int)writer.Next + 1);
        var (block, count) = (new ArrayBufferWriter<byte>(2 * BlockBytes), 0);
        for (var post = 0L; post < posts; post++)
        {
            var came = Start + (long)from.TotalMilliseconds + (long)(over.TotalMilliseconds / posts * post);
            var made = came - (latePosts > 0 && random.Next(latePosts) == 0 ? random.Next(LongestDelay) : random.Next(UsualDelay));
            Times = (Math.Min(Times.First, made), Math.Max(Times.Last, made));
            _form.Write(Corpus.Next(random, Corpus.DistinctTags) with { Number = (int)writer.Next + count, Time = made, Received = came }, block);
            count++;
            if (block.WrittenCount < BlockBytes && post < posts - 1)
                continue;
            clock.Now = came;
            writer.Append(block.WrittenSpan, count);
            Bytes += block.WrittenCount;
            block.ResetWrittenCount();
            count = 0;
            writer.Maintain();
            while (PlainSegments() > MostPlainSegments)
                Compress(writer);
        }

        Posts += posts;
        clock.Now = Start + (long)(from + over).TotalMilliseconds;
        writer.Maintain();
        while (PlainSegments() > 1)
            Compress(writer);
    }

    private static void Compress(ArchiveWriter writer)
    {
        writer.Idle.Wait();
        writer.Maintain();
    }

    private int PlainSegments() => ArchiveFolder.Segments(folder).Count(segment => !segment.IsCompressed);

    private sealed class PostClock(long now) : TimeProvider
    {
        public long Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
    }
}
