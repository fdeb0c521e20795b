using System.CommandLine;
using TweetStream.Cli.Commands;
using TweetStream.Cli.Hosting;

var root = new RootCommand("From a live stream of posts to trending hashtags.")
{
    DemoCommand.Create(),
    RelayCommand.Create(),
    CountCommand.Create(),
    TapCommand.Create(),
    TagsCommand.Create(),
    CheckCommand.Create(),
};

return await CommandLine.RunAsync(root, args);
