using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spectre.Console;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Counter.Output;

namespace TweetStream.Counter.Tapping;

/// <summary>Shows the posts of an input as they go by, until there are no more or enough of them.</summary>
public sealed partial class TapService(TapOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILoggerFactory logs) : InputRun(lifetime)
{
    // A reader that takes nothing any more must not keep the command from ending within a second.
    private static readonly TimeSpan LongestLastWrite = TimeSpan.FromMilliseconds(300);
    private readonly ILogger _log = logs.CreateLogger<TapService>();
    private readonly SemaphoreSlim _writing = new(1);

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stop)
    {
        var tap = new PostTap(options, Output());
        try
        {
            await Feed.Open(options.Input, () => tap.Position, new ArrivalClock(time), time, logs).Batches().Select(batch => Take(tap, batch)).TakeUntil(isLast => isLast).LastOrDefaultAsync().ToTask(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // So that the last line is a whole one, if it is taken at all; kept, so that none follows it.
            await _writing.WaitAsync(LongestLastWrite, CancellationToken.None);
        }

        if (tap.LeftOut > 0)
            LogLeftOut(tap.LeftOut);
        if (tap.Missed > 0)
            LogMissed(tap.Missed);
    }

    private bool Take(PostTap tap, Batch batch)
    {
        _writing.Wait(CancellationToken.None);
        var isLast = !tap.Take(batch);
        _writing.Release();
        return isLast;
    }

    private PostOutput Output()
    {
        var isTerminal = !Console.IsOutputRedirected;
        return isTerminal && options.Format == TapFormat.Text
            ? new PostView(AnsiConsole.Console, time)
            : new PostLines(StandardOutput.Open(), options.Format, isTerminal);
    }

    [LoggerMessage(LogLevel.Warning, "Lines left out that hold no post: {Lines}.")]
    private partial void LogLeftOut(long lines);

    [LoggerMessage(LogLevel.Warning, "Posts missing between those that came: {Posts}.")]
    private partial void LogMissed(long posts);
}

/// <summary>Puts the tap into a host.</summary>
public static class TapRegistration
{
    public static IServiceCollection AddTap(this IServiceCollection services, TapOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<TapService>();
        services.AddHostedService(provider => provider.GetRequiredService<TapService>());
        return services;
    }
}
