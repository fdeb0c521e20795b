using CsCheck;

namespace TweetStream.Tests.Batch;

/// <summary>The invariant: whatever was appended and counted, and when, the answer is that of brute force over the archive.</summary>
public sealed class AnswerPropertyTests
{
    private enum Step
    {
        Append,
        Batch,
        Rebuild,
        Compress,
        Reopen,
        BatchWithinQuestion,
    }

    private static readonly string[] Tags = ["a", "A", "b", "Ab", "aB", "日本", "Ünï", "üNÏ"];

    // Edges of the buckets of every level are where a count goes wrong.
    private static readonly Gen<long> Times = Gen.Frequency(
        (3, Gen.Long[-25_000, 45_000]),
        (2, Edges(10_000)),
        (1, Edges(60_000)),
        (1, Edges(3_600_000)),
        (1, Edges(86_400_000)),
        (1, Gen.Select(Edges(86_400_000), Edges(3_600_000), Edges(60_000), (day, hour, minute) => day + hour + minute)));

    private static readonly Gen<NaivePost> Posts = Gen.Select(
        Times,
        Gen.Frequency((6, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(2))),
        Gen.Int[0, Tags.Length - 1].Select(tag => Tags[tag]).Array[0, 4],
        (time, kind, tags) => kind switch
        {
            0 => new NaivePost(time, null, tags),
            1 => new NaivePost(null, time, tags),
            _ => new NaivePost(time + 400_000, time, tags), // stamped too far ahead
        });

    private static readonly Gen<(Step Step, NaivePost[] Posts, long? From, long? To)[]> Histories = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Step.Append)), (2, Gen.Const(Step.Batch)), (1, Gen.Const(Step.Rebuild)), (1, Gen.Const(Step.Compress)), (1, Gen.Const(Step.Reopen)), (2, Gen.Const(Step.BatchWithinQuestion))),
        Posts.Array[1, 12],
        Times,
        Times,
        Gen.Int[0, 3],
        (step, posts, from, to, open) => (step, posts, (open & 1) == 0 ? from : (long?)null, (open & 2) == 0 ? Math.Max(to, from) : (long?)null)).Array[1, 12];

    private static Gen<long> Edges(long size) => Gen.Select(Gen.Long[-2, 4], Gen.Long[-1, 1], (bucket, by) => (bucket * size) + by);

    [Fact]
    public void Whatever_is_appended_and_counted_and_when_the_answer_is_that_of_brute_force() =>
        Gen.Select(Histories, Gen.Int[200, 1500]).Sample(
            (history, segmentBytes) =>
            {
                using var archive = new CountedArchive(segmentBytes);
                using var tail = archive.Tail();
                foreach (var (step, posts, from, to) in history)
                {
                    Action<string>? meanwhile = null;
                    switch (step)
                    {
                        case Step.Append:
                            archive.Append(posts);
                            break;
                        case Step.Batch:
                            archive.Batch();
                            break;
                        case Step.Rebuild:
                            archive.Batch(rebuild: true);
                            break;
                        case Step.Compress:
                            archive.Archive.CompressAllAsync().GetAwaiter().GetResult();
                            break;
                        case Step.Reopen:
                            archive.Archive.Reopen();
                            break;
                        case Step.BatchWithinQuestion:
                            meanwhile = _ =>
                            {
                                archive.Append(posts);
                                archive.Batch();
                            };
                            break;
                    }

                    // Beside one tail that lives as long as the archive, one that is made for the question.
                    archive.Check(from, to, meanwhile, tail);
                    archive.Check(from, to, meanwhile);
                    archive.Check(from, to, tail: tail);
                }
            },
            iter: 25,
            threads: 1);
}
