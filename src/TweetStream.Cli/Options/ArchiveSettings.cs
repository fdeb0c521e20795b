using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>Where the archive is and where its views are: the same for each command that reads them, below its own name in the configuration.</summary>
/// <param name="command">The command as the configuration names it.</param>
/// <param name="whatViews">Which views are meant, for the help.</param>
internal sealed class ArchiveSettings(string command, string whatViews)
{
    private readonly Setting<string?> _archive = new("--archive", $"{command}:Archive", "DIR", "", "The archive of the relay, which is only read; by default where the relay keeps it", Values.OptionalText);

    private readonly Setting<string?> _views = new("--views", $"{command}:Views", "DIR", "", $"{whatViews}; by default beside the archive, in its name with .views", Values.OptionalText);

    public IReadOnlyList<Setting> All => [_archive, _views];

    /// <exception cref="BadOptionException">Nothing was given, and the user has no data directory.</exception>
    public (string Archive, string Views) Read(IConfiguration configuration)
    {
        var archive = Path.TrimEndingDirectorySeparator(Path.GetFullPath(_archive.Read(configuration) ?? DataDirectory.Posts(_archive.Flag)));
        return (archive, _views.Read(configuration) ?? archive + ".views");
    }
}
