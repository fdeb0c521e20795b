using System.CommandLine;
using TweetStream.Cli.Hosting;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream cluster</c>: the counting on several machines, or on one that may lose a process.</summary>
internal static class ClusterCommand
{
    public static Command Create() =>
        new Command("cluster", "Counts on several machines at once, exact through the loss of any; most never need it.")
        {
            ClusterDemoCommand.Create(),
            ClusterSiloCommand.Create(),
            ClusterWatchCommand.Create(),
            ClusterStatusCommand.Create(),
        }.WithExamples(
            "tweetstream cluster demo",
            "tweetstream cluster silo",
            "tweetstream cluster watch");
}
