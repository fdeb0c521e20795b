using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>Commands whose options come from flags, then environment variables, then user secrets, then <c>appsettings.json</c> in the current folder.</summary>
internal static class Configured
{
    // The same as in the project file, where `dotnet user-secrets` looks for it.
    private const string UserSecretsId = "tweetstream";

    /// <summary>Gives the command its options and the action that gets the configuration they make.</summary>
    /// <param name="command">The command.</param>
    /// <param name="settings">Its options.</param>
    /// <param name="run">What it does.</param>
    /// <param name="check">Fails where values do not go together that can be read one by one; null where any do.</param>
    /// <param name="otherKeys">What it reads from the configuration beside its options.</param>
    public static Command With(
        this Command command,
        IReadOnlyList<Setting> settings,
        Func<ParseResult, IConfigurationRoot, CancellationToken, Task<int>> run,
        Action<IConfiguration>? check = null,
        params IReadOnlyList<string> otherKeys)
    {
        foreach (var setting in settings)
            command.Add(setting.Option);
        command.Action = new ConfiguredAction(settings, otherKeys, run) { Check = check };
        return command;
    }

    /// <exception cref="BadOptionException">A file of the configuration cannot be read.</exception>
    public static IConfigurationRoot Read(ParseResult parsed, IReadOnlyList<Setting> settings)
    {
        var flags = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings)
            setting.Copy(parsed, flags);
        try
        {
            return new ConfigurationBuilder()
                .SetBasePath(Directory.GetCurrentDirectory())
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddOwnUserSecrets()
                .AddEnvironmentVariables()
                .AddInMemoryCollection(flags)
                .Build();
        }
        catch (InvalidDataException unreadable)
        {
            throw new BadOptionException($"appsettings.json, or the file of the user secrets, cannot be read: {unreadable.InnerException?.Message ?? unreadable.Message}");
        }
    }

    private static IConfigurationBuilder AddOwnUserSecrets(this IConfigurationBuilder builder)
    {
        try
        {
            return builder.AddUserSecrets(UserSecretsId);
        }
        catch (InvalidOperationException)
        {
            // Whoever has no home, as in a container, has no user secrets.
            return builder;
        }
    }
}
