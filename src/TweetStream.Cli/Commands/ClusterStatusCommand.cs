using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;
using TweetStream.Cluster.Hosting;
using TweetStream.Cluster.Surveys;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream cluster status</c>: who is in a cluster, and how far each part of it has come.</summary>
internal static class ClusterStatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly Setting<StatusFormat> Output = new(
        "--output", "Cluster:Status:Output", "table|json", "table", "For a person, or one JSON object for a program", Values.Choice<StatusFormat>());

    public static Command Create() =>
        new Command("status", "Tells the silos of a cluster, its relays and how far each is read, its parts and where they are, and the last window.")
            .WithExamples(
                "tweetstream cluster status",
                "tweetstream cluster status --membership redis://127.0.0.1:6379 --output json | jq .sources")
            .With([.. ClusterSettings.All, ClusterSettings.Gateways, Output], RunAsync, Check, [ClusterSettings.Password]);

    private static async Task<int> RunAsync(ParseResult parsed, IConfiguration configuration, CancellationToken stop)
    {
        var format = Output.Read(configuration);
        using var client = ServiceHost.Build(services => services.AddClusterClient(ClusterSettings.Read(configuration), ClusterSettings.Gateways.Read(configuration)));
        await ClusterHost.ConnectAsync(client, Patience, stop);
        var view = await client.Services.GetRequiredService<ClusterSurvey>().TakeAsync(Patience, stop);
        Console.Write(format == StatusFormat.Json ? SurveyJson.Of(view) : SurveyText.Of(view, TimeProvider.System.GetUtcNow()));
        await client.StopAsync(CancellationToken.None);
        return 0;
    }

    private static void Check(IConfiguration configuration) =>
        _ = (ClusterSettings.Read(configuration), ClusterSettings.Gateways.Read(configuration), Output.Read(configuration));

    private enum StatusFormat
    {
        Table,
        Json,
    }
}
