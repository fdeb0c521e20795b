using System.Text.RegularExpressions;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>A unit file of docker/systemd, and the command and environment that systemd would make of it.</summary>
/// <param name="Name">Such as <c>tweetstream-relay</c>.</param>
internal sealed partial record Unit(string Name)
{
    private const string Installed = "/opt/tweetstream/tweetstream";

    private string[] Lines { get; } = File.ReadAllLines(Path.Combine(OtherProgram.Root, "docker", "systemd", Name + ".service"));

    /// <summary>The values of a setting, in their order.</summary>
    public IEnumerable<string> Values(string setting) =>
        Lines.Where(line => line.StartsWith(setting + "=", StringComparison.Ordinal)).Select(line => line[(setting.Length + 1)..]);

    /// <summary>Writes it as it would be where the executable is somewhere else, and returns the file.</summary>
    public string WriteFor(Folder folder, string executable) =>
        folder.Write(Name + ".service", string.Join('\n', Lines).Replace(Installed, executable, StringComparison.Ordinal) + "\n");

    /// <summary>
    /// The arguments of its command, with state below this folder, another address in place of each that it listens on, and
    /// one where nobody is in place of that which it connects to.
    /// </summary>
    public string[] Arguments(Folder folder, string listen)
    {
        var words = Expand(Values("ExecStart").Single(), folder).Split(' ');
        Assert.Equal(Installed, words[0]);
        return [.. words.Zip(words[1..], (before, word) => Address().Replace(word, before.StartsWith("--", StringComparison.Ordinal) ? listen : "127.0.0.1:1"))];
    }

    /// <summary>Its environment, made the same way.</summary>
    public Dictionary<string, string> Environment(Folder folder) =>
        Values("Environment").Select(value => Expand(value, folder).Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    // systemd makes the folders that the unit names.
    private string Expand(string value, Folder folder)
    {
        foreach (var (specifier, setting) in (ReadOnlySpan<(string, string)>)[("%S", "StateDirectory"), ("%C", "CacheDirectory")])
            value = value.Replace(specifier + "/" + Values(setting).Single(), Directory.CreateDirectory(folder.File(setting)).FullName, StringComparison.Ordinal);
        Assert.DoesNotContain('%', value);
        return value;
    }

    [GeneratedRegex(@"^127\.0\.0\.1:\d+$", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
