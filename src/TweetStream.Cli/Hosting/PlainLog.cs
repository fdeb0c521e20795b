using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace TweetStream.Cli.Hosting;

/// <summary>One line a message on standard error: time, the level where it is not ordinary, the message.</summary>
internal sealed class PlainLog(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = entry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error or LogLevel.Critical => "error: ",
            _ => "",
        };
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{now} {level}{entry.Formatter(entry.State, entry.Exception)}");
        if (entry.Exception is { } exception)
            textWriter.WriteLine(exception);
    }
}
