using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>Where lines are kept that cannot be read: the given file, nowhere for <c>none</c>, else beside the other data.</summary>
internal static class DeadLetterFile
{
    /// <param name="setting">The option.</param>
    /// <param name="folder">Where the command keeps its data; null where it keeps none.</param>
    /// <param name="configuration">The configuration.</param>
    public static string? Read(Setting<string?> setting, string? folder, IConfiguration configuration) => setting.Read(configuration) switch
    {
        "none" => null,
        null => folder is null ? null : Path.Combine(folder, "dead-letter.ndjson"),
        var file => file,
    };
}
