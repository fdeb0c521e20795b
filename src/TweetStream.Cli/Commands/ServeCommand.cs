using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TweetStream.Batch.Serving;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream serve</c>: what <c>query</c> answers, over HTTP, from a live tail that is read once.</summary>
internal static class ServeCommand
{
    private static readonly ArchiveSettings Folders = new("Serve", "Where tweetstream batch keeps its views");

    private static readonly Setting<IPEndPoint?> Http = new(
        "--http", "Serve:Http", "HOST:PORT", "127.0.0.1:5090", "Serves the answers, the metrics and the health there; port 0 takes a free one", HttpAddress.TryParse);

    private static readonly Setting<Uri?> Otlp = CollectorAddress.Of("Serve");

    private static readonly Setting<LogForm> Log = LogSetting.Of("Serve");

    private static readonly SwitchSetting AllowRemote = new("--allow-remote", "Serve:AllowRemote", "Allows --http on an address that other machines can reach");

    public static Command Create() =>
        new Command("serve", "Serves what trended between two instants over HTTP, as `tweetstream query` answers it, exact up to the post that came last.")
            .WithExamples(
                "tweetstream serve",
                "curl -s 'http://127.0.0.1:5090/api/trends?from=24h&top=20'",
                "tweetstream serve --archive /data/posts --views /data/views --http 127.0.0.1:0",
                "tweetstream count --page 127.0.0.1:5080 --history http://127.0.0.1:5090")
            .With([.. Folders.All, Http, Otlp, Log, AllowRemote], RunAsync, configuration => _ = (Options(configuration), ReadServing(configuration), Log.Read(configuration)));

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        StandardError.Form = Log.Read(configuration);
        var (options, serving) = (Options(configuration), ReadServing(configuration));
        using var host = ServiceHost.Build(services =>
            services.AddOperations("tweetstream-serve", serving, provider => provider.GetRequiredService<AnswerService>().Health).AddServe(options));
        await host.RunAsync(stop);
        return 0;
    }

    private static ServeOptions Options(IConfiguration configuration)
    {
        var (archive, views) = Folders.Read(configuration);
        return new() { Archive = archive, Views = views };
    }

    private static Serving ReadServing(IConfiguration configuration) => new()
    {
        Http = HttpAddress.Read(Http, AllowRemote, configuration) ?? throw Http.Refuse(configuration, "leaves nowhere to serve; allowed is HOST:PORT, such as 127.0.0.1:5090"),
        Collector = Otlp.Read(configuration),
    };
}
