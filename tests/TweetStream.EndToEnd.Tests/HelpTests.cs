using System.Text.RegularExpressions;

namespace TweetStream.EndToEnd.Tests;

public sealed partial class HelpTests : IDisposable
{
    private static readonly string[] Names = ["demo", "relay", "count", "batch", "query", "serve", "export", "cluster", "tap", "tags", "check", "health", "doctor", "completion"];
    private readonly Folder _folder = new();

    public static TheoryData<string> Commands => [.. Names, "cluster demo", "cluster silo", "cluster watch", "cluster status"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_help_of_all_names_every_command_and_has_two_examples()
    {
        var help = await HelpAsync();
        Assert.Equal(Names, Section(help, "Commands").Select(line => line.Split(' ')[0]));
        Assert.Equal(2, Section(help, "Examples").Count);
        await Parse(Section(help, "Examples"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_examples_that_can_be_run_as_they_stand(string command)
    {
        var examples = Section(await HelpAsync(command.Split(' ')), "Examples");
        Assert.Contains(examples, example => example.Contains($"tweetstream {command}", StringComparison.Ordinal));
        await Parse(examples);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_option_of_every_command_is_described(string command)
    {
        var help = await HelpAsync(command.Split(' '));
        var described = Section(help, "Options").Select(line => Described().Match(line)).ToList();
        Assert.All(described, option => Assert.True(option.Success));
        var names = described.Select(option => option.Groups["name"].Value).ToList();
        var used = Section(help, "Examples").Where(example => example.StartsWith($"tweetstream {command}", StringComparison.Ordinal)).SelectMany(example => Flag().Matches(example)).Select(flag => flag.Value);
        Assert.All(used, flag => Assert.Contains(flag, names));
    }

    // [diagram] shows how the program reads a line, without running it.
    private async Task Parse(IReadOnlyList<string> examples)
    {
        foreach (var example in examples.Where(example => example.StartsWith("tweetstream ", StringComparison.Ordinal)))
        {
            var line = Remark().Replace(example, "");
            var read = await Bash.RunAsync(_folder, $"tweetstream() {{ {Bash.Program} '[diagram]' \"$@\"; }}; {line}");
            Assert.True(read.ExitCode == 0 && !read.Output.Contains('!', StringComparison.Ordinal), $"{line}: {read.Output}{read.Errors}");
        }
    }

    private async Task<string> HelpAsync(params string[] command)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", [.. command, "--help"]);
        Assert.Equal(0, ended.ExitCode);
        return ended.Output;
    }

    private static List<string> Section(string help, string title) =>
        [.. help.Split('\n').SkipWhile(line => line != title + ":").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())];

    // What is said of an example, and where its output goes.
    [GeneratedRegex(@"(\s{4,}\(.*| [|>].*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Remark();

    [GeneratedRegex(@"^(-\?, -h, )?(?<name>--[a-z0-9-]+)( <\S+>)?\s{2,}\S", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Described();

    [GeneratedRegex(@"(?<= )--[a-z0-9-]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Flag();
}
