using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>
/// A secret from the environment, from .NET's user secrets, or from a file that only its owner can read, never from an
/// argument, which everybody on the machine sees. Its value stands in no message.
/// </summary>
internal static class Secret
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>The secret; null where there is none.</summary>
    /// <param name="file">The option that names the file.</param>
    /// <param name="key">Where in the configuration the secret itself is.</param>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="BadOptionException">The file may be read by others, cannot be read, or holds no word.</exception>
    public static string? Read(Setting<string> file, string key, IConfiguration configuration)
    {
        var path = file.Read(configuration);
        if (path.Length == 0)
            return Check(configuration["TweetStream:" + key], key);
        try
        {
            if (!OperatingSystem.IsWindows() && !IsCredential(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                throw new BadOptionException($"{file.Flag}: others may read '{path}'; allowed is a file of mode 0600 (chmod 600 '{path}')");
            return Check(File.ReadAllText(path).Trim(), $"{file.Flag}: '{path}'");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadOptionException($"{file.Flag}: '{path}' cannot be read: {failure.Message}");
        }
    }

    /// <summary>Where the secret comes from, in words that do not show it; null where there is none.</summary>
    /// <exception cref="BadOptionException">It is there and cannot be used.</exception>
    public static string? Origin(Setting<string> file, string key, IConfiguration configuration)
    {
        if (Read(file, key, configuration) is null)
            return null;
        if (file.Read(configuration) is { Length: > 0 } path)
            return $"from {path}";
        return $"from {Origins.Of("TweetStream:" + key, (IConfigurationRoot)configuration)}";
    }

    // What systemd hands to a service lies in a folder that is the service's alone. The file itself may be readable by an access
    // control list, which looks like a right of the group.
    private static bool IsCredential(string path) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder
        && Path.GetDirectoryName(Path.GetFullPath(path)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    // It travels as one word of one line.
    private static string? Check(string? secret, string where)
    {
        if (secret is null or { Length: > 0 and <= 1024 } && !secret.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return secret;
        throw new BadOptionException($"{where} holds no usable secret; allowed are 1 to 1,024 characters of ASCII without blanks");
    }
}
