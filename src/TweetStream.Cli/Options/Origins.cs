using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace TweetStream.Cli.Options;

/// <summary>Where a value of the configuration comes from, in words.</summary>
internal static class Origins
{
    /// <param name="key">A key that has a value.</param>
    /// <param name="configuration">The configuration.</param>
    public static string Of(string key, IConfigurationRoot configuration) =>
        configuration.Providers.Last(provider => provider.TryGet(key, out _)) switch
        {
            EnvironmentVariablesConfigurationProvider => "the environment",
            JsonConfigurationProvider { Source.Path: "secrets.json" } => "the user secrets",
            JsonConfigurationProvider => "appsettings.json",
            _ => "the command line",
        };
}
