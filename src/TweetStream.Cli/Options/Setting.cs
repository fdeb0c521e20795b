using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace TweetStream.Cli.Options;

/// <summary>Reads a value as a person writes it; otherwise the reason names the value and what is allowed.</summary>
internal delegate bool TryParse<T>(string value, out T result, out string reason);

/// <summary>
/// One option of a command: a flag, else an environment variable, else <c>appsettings.json</c>, else its default. All
/// three are read and checked here, so that a bad value is told in the same words wherever it comes from.
/// </summary>
/// <param name="flag">Such as <c>--window</c>.</param>
/// <param name="key">Such as <c>Count:Window</c>; below <c>TweetStream</c> in the configuration.</param>
/// <param name="isList">Whether the flag may be given several times.</param>
internal abstract class Setting(string flag, string key, bool isList)
{
    private readonly string _key = "TweetStream:" + key;

    public string Flag => flag;

    /// <summary>Where its value is in the configuration, below <c>TweetStream</c>; of a list the values are below that.</summary>
    public string Key => key;

    public bool IsList => isList;

    public abstract Option Option { get; }

    /// <summary>Puts what was given on the command line into the configuration.</summary>
    public void Copy(ParseResult parsed, IDictionary<string, string?> configuration)
    {
        if (parsed.GetResult(Option) is not { Implicit: false } given)
            return;
        var values = Option is Option<bool> ? [parsed.GetValue((Option<bool>)Option) ? "true" : "false"] : given.Tokens.Select(token => token.Value).ToArray();
        for (var i = 0; i < values.Length; i++)
            configuration[isList ? $"{_key}:{i}" : _key] = values[i];
        configuration[FlagMark] = "given";
    }

    /// <summary>Reads the value for nobody.</summary>
    /// <exception cref="BadOptionException">It cannot be read.</exception>
    public abstract void Check(IConfiguration configuration);

    /// <summary>The option offers those of its values that are words, which the hint spells as they are: FILE|none offers <c>none</c>.</summary>
    protected static Option Offering(Option option, string hint)
    {
        var words = hint.Split('|').Where(word => word.Length > 0 && word.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))).ToArray();
        if (words.Length > 0)
            option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>The values of a list, or the only one; none where nothing was set.</summary>
    protected IReadOnlyList<string> Texts(IConfiguration configuration)
    {
        var section = configuration.GetSection(_key);
        var isGiven = configuration[FlagMark] is not null;
        if (!isList)
            return string.IsNullOrEmpty(section.Value) && !isGiven ? [] : [section.Value ?? ""];
        var elements = section.GetChildren().OrderBy(child => child.Key, ConfigurationKeyComparer.Instance).Select(child => child.Value ?? "").ToList();
        return elements.Count > 0 || isGiven ? elements
            : string.IsNullOrEmpty(section.Value) ? []
            : [section.Value];
    }

    protected BadOptionException Bad(IConfiguration configuration, string reason) =>
        new(configuration[FlagMark] is not null ? $"{flag}: {reason}" : $"{_key} (in the environment or appsettings.json): {reason}");

    // By key: another command's flag may have the same name.
    private string FlagMark => $"Flags:{key}";
}

/// <summary>An option with one value.</summary>
internal sealed class Setting<T>(string flag, string key, string hint, string standard, string description, TryParse<T> parse)
    : Setting(flag, key, isList: false)
{
    public override Option Option { get; } = Offering(
        new Option<string>(flag) { HelpName = hint, Description = standard.Length > 0 ? $"{description} [{standard}]" : description }, hint);

    public override void Check(IConfiguration configuration) => Read(configuration);

    /// <exception cref="BadOptionException">The value cannot be read.</exception>
    public T Read(IConfiguration configuration) =>
        parse(Text(configuration), out var value, out var reason) ? value : throw Bad(configuration, reason);

    /// <summary>The error for a value that can be read and does not go with the others.</summary>
    public BadOptionException Refuse(IConfiguration configuration, string reason) => Bad(configuration, $"'{Text(configuration)}' {reason}");

    private string Text(IConfiguration configuration) => Texts(configuration) is [var given] ? given : standard;
}

/// <summary>An option that may be given several times.</summary>
internal sealed class ListSetting<T>(string flag, string key, string hint, string description, TryParse<T> parse) : Setting(flag, key, isList: true)
{
    public override Option Option { get; } = Offering(new Option<string[]>(flag) { HelpName = hint, Description = description }, hint);

    public override void Check(IConfiguration configuration) => Read(configuration);

    /// <exception cref="BadOptionException">A value cannot be read.</exception>
    public IReadOnlyList<T> Read(IConfiguration configuration) =>
        [.. Texts(configuration).Select(text => parse(text, out var value, out var reason) ? value : throw Bad(configuration, reason))];
}

/// <summary>An option that is on where it is given.</summary>
internal sealed class SwitchSetting(string flag, string key, string description) : Setting(flag, key, isList: false)
{
    public override Option Option { get; } = new Option<bool>(flag) { Description = description };

    public override void Check(IConfiguration configuration) => Read(configuration);

    /// <exception cref="BadOptionException">The value is neither true nor false.</exception>
    public bool Read(IConfiguration configuration)
    {
        var text = Texts(configuration) is [var given] ? given : "false";
        return bool.TryParse(text, out var value) ? value : throw Bad(configuration, $"'{text}' is neither true nor false");
    }
}
