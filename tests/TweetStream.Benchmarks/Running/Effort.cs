namespace TweetStream.Benchmarks.Running;

/// <summary>How much is measured: all that a table needs, or just enough to prove that it runs.</summary>
internal sealed record Effort
{
    public static readonly Effort Full = new()
    {
        CorpusBytes = 200_000_000,
        Rounds = 5,
        MostTags = 10_000_000,
        PostsPerSlide = 10_000,
        SlidesPerRound = 100,
        Pictures = 40,
        DecodeFor = TimeSpan.FromSeconds(0.3),
    };

    public static readonly Effort Quick = new()
    {
        CorpusBytes = 4_000_000,
        Rounds = 1,
        MostTags = 100_000,
        PostsPerSlide = 100,
        SlidesPerRound = 10,
        Pictures = 3,
        DecodeFor = TimeSpan.FromSeconds(0.05),
    };

    public required int CorpusBytes { get; init; }

    /// <summary>Each contender runs so often, in turn with the others, after some that warm up.</summary>
    public required int Rounds { get; init; }

    public required int MostTags { get; init; }

    public required int PostsPerSlide { get; init; }

    public required int SlidesPerRound { get; init; }

    public required int Pictures { get; init; }

    public required TimeSpan DecodeFor { get; init; }
}
