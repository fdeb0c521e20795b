using System.CommandLine;
using TweetStream.Cli.Commands;
using TweetStream.Cli.Hosting;

var root = new RootCommand("From a live stream of posts to trending hashtags.")
{
    DemoCommand.Create(),
    RelayCommand.Create(),
    CountCommand.Create(),
    BatchCommand.Create(),
    QueryCommand.Create(),
    ServeCommand.Create(),
    ExportCommand.Create(),
    ClusterCommand.Create(),
    TapCommand.Create(),
    TagsCommand.Create(),
    CheckCommand.Create(),
    HealthCommand.Create(),
    DoctorCommand.Create(),
    CompletionCommand.Create(),
    new DiagramDirective(),
};
root.WithExamples("tweetstream demo", "tweetstream count --top 20        (beside tweetstream relay --source bluesky)");

return await CommandLine.RunAsync(root, args);
