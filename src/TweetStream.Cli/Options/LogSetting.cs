using TweetStream.Cli.Hosting;

namespace TweetStream.Cli.Options;

/// <summary>How a command that runs on and on writes its log.</summary>
internal static class LogSetting
{
    /// <param name="command">Such as <c>Count</c>: below which name it is in the configuration.</param>
    public static Setting<LogForm> Of(string command) =>
        new("--log", $"{command}:Log", "text|json", "text", "How the log on standard error is written; json is one object a line", Values.Choice<LogForm>());
}
