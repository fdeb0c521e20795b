namespace TweetStream.EndToEnd.Tests;

public sealed class CompletionTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("tweetstream ta", "tags tap")]
    [InlineData("tweetstream count --st", "--state --style")]
    [InlineData("tweetstream count --style ", "default seaborn")]
    [InlineData("tweetstream count --output js", "json")]
    [InlineData("tweetstream relay --fsync n", "never")]
    [InlineData("tweetstream completion f", "fish")]
    [InlineData("tweetstream cluster s", "silo status")]
    [InlineData("tweetstream cluster silo --cluster-c", "--cluster-ca --cluster-cert")]
    [InlineData("tweetstream count --style seaborn --outp", "--output --output-file")]
    public async Task Bash_completes_commands_options_and_values(string line, string offers) => Assert.Equal(offers, await OffersInBashAsync(line, line.Length));

    [SkippableTheory]
    [InlineData("tweetstream count --plot p")]
    [InlineData("tweetstream count --top ")]
    [InlineData("tweetstream count /")]
    public async Task Bash_completes_files_by_itself_where_nothing_is_offered(string line) => Assert.Equal("", await OffersInBashAsync(line, line.Length));

    [SkippableFact]
    public async Task Bash_completes_at_the_cursor() => Assert.Equal("--style", await OffersInBashAsync("tweetstream count --sty --once", "tweetstream count --sty".Length));

    [SkippableTheory]
    [InlineData("tweetstream count --st", "--state --style")]
    [InlineData("tweetstream count --style ", "default seaborn")]
    [InlineData("tweetstream count --top ", "files")]
    public async Task Zsh_completes_options_and_values(string line, string offers)
    {
        // The builtins that only a line being edited has are told apart from what is to be tested.
        var script = $$"""
            tweetstream() { {{Bash.Program}} "$@" }
            compdef() { : }
            compadd() { local -a all=("${(@P)2}"); (( ${#all} )) && print -l -- $all }
            _files() { print files }
            source <(tweetstream completion zsh)
            words=("${(@s: :)1-{{line}}}"); CURRENT=${#words}
            _tweetstream
            """;
        var ended = await Bash.RunAsync(_folder, "zsh", script);
        Assert.Equal((offers, ""), (string.Join(' ', ended.Lines), ended.Errors));
    }

    [SkippableTheory]
    [InlineData("tweetstream count --st", "--state --style")]
    [InlineData("tweetstream count --style ", "default seaborn")]
    public async Task Fish_completes_options_and_values(string line, string offers)
    {
        var script = $"function tweetstream; {Bash.Program} $argv; end; tweetstream completion fish | source; complete -C '{line}'";
        var ended = await Bash.RunAsync(_folder, "fish", script);
        Assert.Equal(offers, string.Join(' ', ended.Lines.Where(offer => !offer.EndsWith('/'))));
    }

    [Fact]
    public async Task An_unknown_shell_is_told_which_there_are()
    {
        var ended = await Tweetstream.RunAsync(_folder, "", "completion", "csh");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("shell: 'csh' is not allowed; allowed are bash, zsh, fish, powershell", ended.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Powershell_can_read_its_script()
    {
        var ended = await Bash.RunAsync(_folder, $"command -v pwsh > /dev/null || exit 77; {Bash.Program} completion powershell > c.ps1 && pwsh -NoProfile -File c.ps1");
        Skip.If(ended.ExitCode == 77, "there is no pwsh");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
    }

    private async Task<string> OffersInBashAsync(string line, int cursor)
    {
        var script = $$"""
            tweetstream() { {{Bash.Program}} "$@"; }
            source <(tweetstream completion bash)
            COMP_LINE='{{line}}' COMP_POINT={{cursor}}
            before="${COMP_LINE:0:COMP_POINT}"
            read -ra COMP_WORDS <<< "$before"; [[ $before == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _tweetstream
            [[ -n ${COMPREPLY[0]+x} ]] && printf '<%s>\n' "${COMPREPLY[@]}"
            """;
        var ended = await Bash.RunAsync(_folder, script);
        Assert.Equal("", ended.Errors);
        return string.Join(' ', ended.Lines.Select(offer => offer[1..^1]).Distinct());
    }
}
