using System.CommandLine;
using System.CommandLine.Invocation;
using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>What a command does with its configuration, and what it reads from it, so that <c>check</c> can go through that of every command.</summary>
internal sealed class ConfiguredAction(
    IReadOnlyList<Setting> settings, IReadOnlyList<string> otherKeys, Func<ParseResult, IConfigurationRoot, CancellationToken, Task<int>> run) : AsynchronousCommandLineAction
{
    public IReadOnlyList<Setting> Settings => settings;

    /// <summary>Below <c>TweetStream</c>, as the keys of the settings are.</summary>
    public IReadOnlyList<string> OtherKeys => otherKeys;

    /// <summary>Fails where values do not go together; null where any do.</summary>
    public Action<IConfiguration>? Check { get; init; }

    public override Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default) =>
        run(parseResult, Configured.Read(parseResult, settings), cancellationToken);
}
