using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Relay;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream check</c>: whether the configuration of every command can be used, which credentials are there, without showing them, and whether each source would run.</summary>
internal static class CheckCommand
{
    public static Command Create() =>
        new Command("check", "Checks the whole configuration, tells which credentials are there, without showing them, and whether each --source would run as asked; changes nothing.")
            .WithExamples(
                "tweetstream check",
                "tweetstream check --source bluesky",
                "tweetstream check --source x --track '#dotnet' --lang en")
        .With(SourceSettings.All, RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, IConfigurationRoot configuration, CancellationToken stop)
    {
        var commands = AllBelow(parsed.RootCommandResult.Command).Select(command => command.Action).OfType<ConfiguredAction>().ToList();
        if (ConfigurationCheck.Problems(configuration, commands) is [_, ..] problems)
            return CommandLine.Refuse(problems);
        var set = ConfigurationCheck.Set(configuration);
        Console.WriteLine($"Options of all commands: {(set.Count == 0 ? "none is set here" : $"{set.Count} set here, and as they may be")}");
        foreach (var option in set)
            Console.WriteLine("  " + option);

        var options = SourceSettings.Read(configuration);
        Tell("X bearer token", SourceSettings.XTokenFile, SourceSettings.XToken, configuration);
        Tell("Mastodon access token", SourceSettings.MastodonTokenFile, SourceSettings.MastodonToken, configuration);
        Console.WriteLine("Bluesky: needs none");

        Exception? worst = null;
        foreach (var source in options.Sources)
        {
            Console.WriteLine();
            Console.WriteLine(source);
            try
            {
                await foreach (var finding in SourceCheck.RunAsync(source, options, TimeProvider.System, NullLogger.Instance, stop))
                    Console.WriteLine("  " + finding);
            }
            catch (Exception failure) when (failure is RelayException or SourceRefusedException or IOException)
            {
                Console.WriteLine("  would not run: " + failure.Message);
                worst = failure is SourceRefusedException ? failure : worst ?? failure;
            }
        }

        return CommandLine.ExitCode(worst);
    }

    private static IEnumerable<Command> AllBelow(Command command) => command.Subcommands.SelectMany(below => AllBelow(below).Prepend(below));

    private static void Tell(string what, Setting<string> file, string key, IConfiguration configuration) =>
        Console.WriteLine($"{what}: {(Secret.Origin(file, key, configuration) is { } origin ? $"present, {origin}" : "missing")}");
}
