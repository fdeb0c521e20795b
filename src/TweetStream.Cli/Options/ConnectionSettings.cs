using Microsoft.Extensions.Configuration;
using TweetStream.Counter;

namespace TweetStream.Cli.Options;

/// <summary>Where a command that reads posts connects to, and how: the same for each of them, below its own name in the configuration.</summary>
/// <param name="command">Such as <c>Count</c>.</param>
internal sealed class ConnectionSettings(string command)
{
    public const string DefaultInput = "127.0.0.1:5555";

    private readonly SwitchSetting _tls = new("--tls", $"{command}:Tls", "Encrypts the connection and asks the relay to show who it is");

    private readonly Setting<string?> _tlsCa = new("--tls-ca", $"{command}:TlsCa", "FILE", "", "Trusts the certificates in this PEM file instead of the system's", Values.OptionalText);

    public Setting<string> TokenFile { get; } = new(
        "--token-file", $"{command}:TokenFile", "FILE", "", $"File that only you can read, with the token that the relay asks for; or set TWEETSTREAM__{command.ToUpperInvariant()}__TOKEN", Values.Text);

    public IReadOnlyList<Setting> All => [_tls, _tlsCa, TokenFile];

    /// <summary>Keys that are no option's.</summary>
    public string[] OtherKeys => [$"{command}:Input", $"{command}:Token"];

    /// <param name="given">On the command line; null for what the configuration says, or the usual relay.</param>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="BadOptionException">It cannot be read.</exception>
    public CountInput ReadInput(string? given, IConfiguration configuration)
    {
        var text = given ?? configuration[$"TweetStream:{command}:Input"] ?? DefaultInput;
        return CountInput.TryParse(text, out var input, out var reason) ? input : throw new BadOptionException($"input: {reason}");
    }

    /// <summary>The connection to an input; what else is counted is as usual.</summary>
    /// <exception cref="BadOptionException">Values do not go together, or the token cannot be used.</exception>
    public CountOptions Read(CountInput input, IConfiguration configuration)
    {
        var (tls, tlsCa) = (_tls.Read(configuration), _tlsCa.Read(configuration));
        if (tlsCa is not null && !tls)
            throw _tlsCa.Refuse(configuration, "goes only with --tls");
        return new() { Input = input, Tls = tls, TlsCaFile = tlsCa, Token = Secret.Read(TokenFile, $"{command}:Token", configuration) };
    }
}
