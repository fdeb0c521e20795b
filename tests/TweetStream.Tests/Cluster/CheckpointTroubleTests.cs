using Microsoft.Extensions.Logging;
using TweetStream.Cluster.Partitions;

namespace TweetStream.Tests.Cluster;

public sealed class CheckpointTroubleTests
{
    [Fact]
    public void However_many_partitions_fail_it_is_told_once_and_once_that_all_are_written_again()
    {
        var log = new LogLines();
        var trouble = new CheckpointTrouble(log.CreateLogger<CheckpointTrouble>());
        trouble.Written(1);
        Assert.Empty(log.All);
        trouble.Failed(1, "no room");
        trouble.Failed(2, "no room");
        trouble.Failed(3, "no room");
        trouble.Failed(1, "no room");
        trouble.Written(1);
        trouble.Left(2);
        Assert.Single(log.Warnings);
        Assert.Single(log.All);
        trouble.Written(3);
        trouble.Written(1);
        Assert.Equal("Information: All checkpoints are written again.", log.All[^1]);
        Assert.Equal(2, log.All.Count);
        trouble.Failed(1, "no room");
        Assert.Equal(2, log.Warnings.Count);
    }
}
