using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using TweetStream.Cli.Hosting;
using TweetStream.Cli.Options;

namespace TweetStream.Cli.Commands;

/// <summary><c>tweetstream health</c>: asks a relay or a counter how it is, where there is no curl, as in a container.</summary>
internal static class HealthCommand
{
    private const int NotReady = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Argument<string> Address = new("address")
    {
        HelpName = "HOST:PORT|URL",
        Description = "The address of relay --http or count --page; /readyz is asked where it has no path",
    };

    public static Command Create()
    {
        var command = new Command("health", "Asks a relay or a counter whether it is healthy and ready: exit code 0 if it is, 1 if not, 2 if asked wrongly.")
            .WithExamples(
                "tweetstream health 127.0.0.1:8080",
                "tweetstream health http://counter:5080/healthz");
        command.Add(Address);
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(Address)!, stop));
        return command;
    }

    private static async Task<int> RunAsync(string address, CancellationToken stop)
    {
        if (!HealthAddress.TryParse(address, out var url, out var reason))
            throw new BadOptionException($"address: {reason}");
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(url, stop);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
            var problems = answer.GetProperty("problems").EnumerateArray().Select(problem => OnOneLine(problem.GetString() ?? "")).ToList();
            problems.ForEach(Console.WriteLine);
            if (response.IsSuccessStatusCode)
                Console.WriteLine("ok");
            return response.IsSuccessStatusCode ? 0 : NotReady;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            Console.WriteLine($"{url} does not answer: {(failure is TaskCanceledException ? $"nothing within {Patience.TotalSeconds:0} s" : failure.Message)}");
            return NotReady;
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Console.WriteLine($"{url} is answered by something else than a relay or a counter");
            return NotReady;
        }
    }

    // Whoever answers may be anyone, and the terminal is ours.
    private static string OnOneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
