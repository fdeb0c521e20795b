using Microsoft.Extensions.Logging;

namespace TweetStream.Cli.Hosting;

/// <summary>
/// What a command says on standard error itself, before it has a log and after: in the form that the log has. The form is
/// the process's, as standard error is.
/// </summary>
internal static class StandardError
{
    /// <summary>Set when the options are read; until then people read.</summary>
    public static LogForm Form { get; set; } = LogForm.Text;

    /// <param name="level">How bad it is.</param>
    /// <param name="message">One line.</param>
    /// <param name="prefix">Goes before it for people, such as <c>warning: </c>.</param>
    public static void Tell(LogLevel level, string message, string prefix = "") =>
        Console.Error.WriteLine(Form == LogForm.Json ? JsonLog.Line(TimeProvider.System.GetUtcNow(), level, "tweetstream", null, message, [], null) : prefix + message);
}
