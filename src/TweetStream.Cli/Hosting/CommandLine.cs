using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using TweetStream.Cli.Options;
using TweetStream.Cluster;
using TweetStream.Relay;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// Runs a command and turns what goes wrong into one line on standard error and an exit code: 0 done, 1 it could not go
/// on, 2 it was asked wrongly, 3 a network does not let us in.
/// </summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int AskedWrongly = 2;
    private const int Refused = 3;

    /// <summary>The exit code of a command that ran until this failure, or to its end where there was none.</summary>
    public static int ExitCode(Exception? failure) => failure switch
    {
        null => 0,
        SourceRefusedException => Refused,
        _ => Failed,
    };

    /// <summary>Tells what is wrong with what was asked for, a line each.</summary>
    public static int Refuse(IReadOnlyList<string> complaints)
    {
        foreach (var complaint in complaints)
            Tell(complaint, AskedWrongly);
        return AskedWrongly;
    }

    /// <summary>What is wrong with these arguments; null where they can be run.</summary>
    public static string? ComplaintOf(ParseResult parsed) =>
        parsed.Errors.Count > 0 || UnknownOption(parsed) is not null ? Complaint(parsed, parsed.CommandResult.Command) : null;

    /// <summary>Reads arguments.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        // No @file arguments, which a tag or a handle could be taken for, and no -abc for -a -b -c, of which there are none.
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var parsed = Parse(root, arguments);
        if (arguments.Length == 0)
            parsed = root.Parse(["--help"]);
        if (ComplaintOf(parsed) is { } complaint)
            return Refuse(parsed, complaint);
        try
        {
            // The host handles signals; exceptions are told below.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BadOptionException bad)
        {
            return Tell(bad.Message, AskedWrongly);
        }
        catch (SourceRefusedException refusal)
        {
            return Tell(refusal.Message, Refused);
        }
        catch (Exception failure) when (failure is RelayException or ClusterException or IOException or UnauthorizedAccessException or SocketException)
        {
            return Tell(failure);
        }
        catch (Exception unexpected)
        {
            return Tell($"unexpected: {unexpected}", Failed);
        }
    }

    // An unknown option would otherwise pass for an argument, or be told as the value that follows it.
    private static string? UnknownOption(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .FirstOrDefault(token => token.StartsWith('-') && token.Length > 1);

    private static int Refuse(ParseResult parsed, string complaint)
    {
        var command = parsed.CommandResult.Command;
        Tell(complaint, AskedWrongly);
        Console.Error.WriteLine($"See {NameOf(command)} --help.");
        return AskedWrongly;
    }

    private static string Complaint(ParseResult parsed, Command command)
    {
        if (UnknownOption(parsed) is { } option)
            return $"unknown option {option}; allowed are {OptionsOf(command)}";
        if (command.Subcommands.Count == 0)
            return parsed.Errors[0].Message;
        var allowed = $"allowed are {string.Join(", ", command.Subcommands.Select(known => known.Name))}";
        return parsed.UnmatchedTokens is [var word, ..] ? $"'{word}' is no command; {allowed}" : $"{NameOf(command)} is no command by itself; {allowed}";
    }

    // With those that it is below, such as tweetstream cluster silo.
    private static string NameOf(Command command) =>
        command is RootCommand ? "tweetstream" : $"{NameOf(command.Parents.OfType<Command>().Single())} {command.Name}";

    private static string OptionsOf(Command command) =>
        string.Join(", ", command.Options.Select(option => option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal)));

    /// <summary>Tells why a command could not do what it was asked for.</summary>
    /// <returns>The exit code for that.</returns>
    public static int Tell(Exception failure) => Tell(failure.Message, Failed);

    private static int Tell(string message, int exitCode)
    {
        StandardError.Tell(LogLevel.Error, message, "tweetstream: ");
        return exitCode;
    }
}
