using Microsoft.Extensions.Configuration;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Diagnosis;

/// <summary>Whether a secret is there and can be used; never what it is.</summary>
internal static class CredentialDiagnosis
{
    /// <param name="what">What it is.</param>
    /// <param name="need">Who needs it.</param>
    /// <param name="file">The option that names its file.</param>
    /// <param name="key">Where in the configuration it is.</param>
    /// <param name="configuration">The configuration.</param>
    public static Finding Find(string what, string need, Setting<string> file, string key, IConfiguration configuration)
    {
        try
        {
            return new(Verdict.Ok, $"{what}: {(Secret.Origin(file, key, configuration) is { } origin ? $"present, {origin}" : $"missing; only {need} needs one")}");
        }
        catch (BadOptionException bad)
        {
            return new(Verdict.Problem, $"{what}: {bad.Message}");
        }
    }
}
