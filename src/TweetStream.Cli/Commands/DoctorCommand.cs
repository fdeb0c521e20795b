using System.CommandLine;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using TweetStream.Cli.Diagnosis;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Relay;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream doctor</c>: what this machine has of what the other commands need.</summary>
internal static class DoctorCommand
{
    private const int PagePort = 5080;
    private static readonly Uri TimeServer = new("https://bsky.social/");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly SwitchSetting Online = new("--online", "Doctor:Online", "Compares the clock with that of a server; nothing else leaves this machine");

    public static Command Create() =>
        new Command("doctor", "Looks at fonts, ports, disk, clock, credentials and limits of this machine, and tells in a line each what is wrong and what to do.")
            .WithExamples(
                "tweetstream doctor",
                "tweetstream doctor --archive /srv/posts --state state",
                "tweetstream doctor --online")
        .With([RelayCommand.Archive, RelayCommand.MinFreeDisk, CountCommand.State, SourceSettings.XTokenFile, SourceSettings.MastodonTokenFile, Online], RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var (problems, warnings) = (0, 0);
        await foreach (var finding in FindAsync(configuration, stop))
        {
            problems += finding.Verdict == Verdict.Problem ? 1 : 0;
            warnings += finding.Verdict == Verdict.Warning ? 1 : 0;
            Console.WriteLine(finding);
        }

        Console.WriteLine($"problems: {problems}, warnings: {warnings}");
        return problems > 0 ? 1 : 0;
    }

    private static async IAsyncEnumerable<Finding> FindAsync(IConfiguration configuration, [EnumeratorCancellation] CancellationToken stop)
    {
        var clock = new ClockDiagnosis(TimeProvider.System);
        foreach (var finding in MachineDiagnosis.Find())
            yield return finding;
        yield return FontDiagnosis.Find();
        yield return await PortDiagnosis.OfRelayAsync(RelayOptions.DefaultPort, TimeProvider.System, stop);
        yield return await PortDiagnosis.OfPageAsync(PagePort, TimeProvider.System, stop);
        foreach (var finding in Folders(configuration))
            yield return finding;
        yield return CredentialDiagnosis.Find("X bearer token", "--source x", SourceSettings.XTokenFile, SourceSettings.XToken, configuration);
        yield return CredentialDiagnosis.Find("Mastodon access token", "a server that shows its public timeline only to users", SourceSettings.MastodonTokenFile, SourceSettings.MastodonToken, configuration);
        yield return CredentialDiagnosis.Find("relay's token", "a relay that others reach", RelayCommand.TokenFile, "Relay:Token", configuration);
        yield return CredentialDiagnosis.Find("counter's token", "a counter of such a relay", CountCommand.Connection.TokenFile, "Count:Token", configuration);
        yield return ClockDiagnosis.TimeZones();
        yield return clock.Find();
        if (!Online.Read(configuration))
            yield break;
        using var http = new HttpClient { Timeout = Patience };
        yield return await clock.FindOnlineAsync(TimeServer, http, stop);
    }

    private static IEnumerable<Finding> Folders(IConfiguration configuration)
    {
        var archive = RelayCommand.Archive.Read(configuration);
        if (archive != "none")
        {
            var folder = archive.Length > 0 ? archive : DataDirectory.Posts(RelayCommand.Archive.Flag);
            yield return FolderDiagnosis.Find("archive", folder, RelayCommand.MinFreeDisk.Read(configuration), RelayCommand.Archive.Flag);
        }

        if (CountCommand.State.Read(configuration) is { } state)
            yield return FolderDiagnosis.Find("state", state, floor: 0, CountCommand.State.Flag);
    }
}
