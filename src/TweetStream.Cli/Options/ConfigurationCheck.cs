using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>Whether the configuration of every command is as it may be: each key known, each value readable, and those of a command going together. Changes nothing.</summary>
internal static class ConfigurationCheck
{
    private const string Root = "TweetStream";

    /// <summary>What is set, such as <c>Count:Window from appsettings.json</c>; no values, of which some are secret.</summary>
    public static IReadOnlyList<string> Set(IConfigurationRoot configuration) =>
        [.. Paths(configuration).Select(path => $"{path} from {Origins.Of($"{Root}:{path}", configuration)}")];

    /// <summary>What is wrong, each in one line that names the key or option, and what is allowed.</summary>
    public static IReadOnlyList<string> Problems(IConfigurationRoot configuration, IReadOnlyList<ConfiguredAction> commands) =>
        [.. Unknown(configuration, commands).Concat(commands.SelectMany(command => Unreadable(command, configuration))).Distinct()];

    private static IEnumerable<string> Unknown(IConfigurationRoot configuration, IReadOnlyList<ConfiguredAction> commands)
    {
        var settings = commands.SelectMany(command => command.Settings).ToList();
        var known = settings.Select(setting => setting.Key).Concat(commands.SelectMany(command => command.OtherKeys)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lists = settings.Where(setting => setting.IsList).Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Paths(configuration).Where(path => !known.Contains(path) && !IsElement(path, lists)))
        {
            var nearest = known.MinBy(key => EditDistance.Between(key.ToUpperInvariant(), path.ToUpperInvariant()));
            yield return $"{Root}:{path} (in {Origins.Of($"{Root}:{path}", configuration)}): there is no such key; the nearest is {Root}:{nearest}";
        }
    }

    private static bool IsElement(string path, HashSet<string> lists) =>
        path.LastIndexOf(':') is > 0 and var colon && lists.Contains(path[..colon]) && path.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static IEnumerable<string> Paths(IConfigurationRoot configuration) =>
        configuration.GetSection(Root).AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).Select(pair => pair.Key).Order(StringComparer.OrdinalIgnoreCase);

    // Where values cannot be read one by one, the first of them is all that reading them together would tell.
    private static IEnumerable<string> Unreadable(ConfiguredAction command, IConfigurationRoot configuration)
    {
        var told = command.Settings.Select(setting => Complaint(setting.Check, configuration)).OfType<string>().ToList();
        return told.Count > 0 || command.Check is null ? told : new[] { Complaint(command.Check, configuration) }.OfType<string>();
    }

    private static string? Complaint(Action<IConfiguration> check, IConfigurationRoot configuration)
    {
        try
        {
            check(configuration);
            return null;
        }
        catch (BadOptionException bad)
        {
            return bad.Message;
        }
    }
}
