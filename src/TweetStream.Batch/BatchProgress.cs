namespace TweetStream.Batch;

/// <summary>How far a run is that makes views.</summary>
/// <param name="Segments">Segments that are counted.</param>
/// <param name="OfSegments">Segments that are to be counted.</param>
/// <param name="Share">Of the bytes of these segments, as they are on the disk, how much is counted: 0 to 1.</param>
/// <param name="Posts">Posts that are counted.</param>
/// <param name="PostsPerSecond">Since the run began.</param>
/// <param name="IsOver">Whether nothing more comes of this run, however it ended.</param>
public sealed record BatchProgress(int Segments, int OfSegments, double Share, long Posts, double PostsPerSecond, bool IsOver = false);
