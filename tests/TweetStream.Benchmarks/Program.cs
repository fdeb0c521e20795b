using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using TweetStream.Benchmarks;
using TweetStream.Counter;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;

// The counter beside a reader that does nothing, on the same feed, and the decoders beside plain text, in turn, in one run.
// Only the ratios count.
var quick = args.Contains("--quick");
var corpus = Corpus.Text(quick ? 4_000_000 : 200_000_000, seed: 1);
var rounds = quick ? 1 : 7;
var posts = corpus.AsSpan().Count((byte)'\n');
using var feed = new Loopback(corpus);

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{corpus.Length / 1e6:N0} MB, {posts:N0} posts, {rounds} rounds after one warm-up"));

List<Contender> contenders = [new("raw reader", RawReader), new("counter, text", Counter)];
foreach (var contender in contenders)
    contender.Run(feed.Port);
contenders.ForEach(contender => contender.Seconds.Clear());
for (var round = 0; round < rounds; round++)
    contenders.ForEach(contender => contender.Run(feed.Port));

Console.WriteLine();
Console.WriteLine("| on loopback, 256 KiB sends | GB/s | million posts/s | of raw |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (var contender in contenders)
{
    var ratio = Median(contender.Seconds.Zip(contenders[0].Seconds, (own, raw) => raw / own));
    var seconds = Median(contender.Seconds);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {contender.Name} | {corpus.Length / 1e9 / seconds:0.00} | {posts / 1e6 / seconds:0.00} | {ratio:0.000} |"));
}

Decoders.Run(rounds, TimeSpan.FromSeconds(quick ? 0.2 : 1));

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted[sorted.Length / 2];
}

static void RawReader(int port)
{
    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Connect(IPAddress.Loopback, port);
    var buffer = new byte[64 * 1024];
    while (socket.Receive(buffer) > 0)
    {
    }
}

static void Counter(int port)
{
    var options = new CountOptions { Input = new("127.0.0.1", port, null), Once = true };
    var clock = new ArrivalClock(TimeProvider.System);
    var batches = new SocketFeed(options, () => null, clock, TimeProvider.System, NullLogger<SocketFeed>.Instance).Batches();
    TrendPipeline.Snapshots(batches, new PostCounter(options), options.Windows, clock, null, Observable.Never<Unit>(), DefaultScheduler.Instance).LastOrDefaultAsync().Wait();
}
