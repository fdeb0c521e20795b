using System.CommandLine;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream completion</c>: the script by which a shell asks this program what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    private static readonly Argument<string> Shell = new("shell") { Description = "bash, zsh, fish or powershell" };

    public static Command Create()
    {
        Shell.CompletionSources.Add(Shells);
        var command = new Command("completion", "Prints a script that lets a shell complete commands, options and values.")
            .WithExamples(
                "tweetstream completion bash > ~/.local/share/bash-completion/completions/tweetstream",
                "tweetstream completion zsh > ~/.zfunc/_tweetstream        (a folder of $fpath)",
                "tweetstream completion fish > ~/.config/fish/completions/tweetstream.fish",
                "tweetstream completion powershell >> $PROFILE");
        command.Add(Shell);
        command.SetAction(parsed => Console.Out.Write(Script(parsed.GetRequiredValue(Shell))));
        return command;
    }

    private static string Script(string shell)
    {
        if (!Shells.Contains(shell))
            throw new BadOptionException($"shell: '{shell}' is not allowed; allowed are {string.Join(", ", Shells)}");
        using var script = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"tweetstream.{shell}")!);
        return script.ReadToEnd();
    }
}
