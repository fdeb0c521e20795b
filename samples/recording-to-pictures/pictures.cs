// One picture for each window on standard input, as `tweetstream count --output json` writes them. See README.md.
#:project ../../src/TweetStream.Charts/TweetStream.Charts.csproj
#:property TargetFramework=net10.0
#:property PublishAot=false

using System.Text.Json.Nodes;
using TweetStream.Charts;
using TweetStream.Trends;

if (args is not [var folder, .. var rest] || rest is not ([] or ["default" or "seaborn"]))
{
    Console.Error.WriteLine("pictures.cs FOLDER [default|seaborn]: draws each window of standard input into FOLDER/0000.png, 0001.png and so on");
    return 2;
}

Directory.CreateDirectory(folder);
var options = new ChartOptions { Style = rest is ["seaborn"] ? ChartStyle.Seaborn : ChartStyle.Default, Scale = 0.5 };
using var renderer = new ChartRenderer();
var pictures = 0;
var (previousStart, previous) = (DateTimeOffset.MinValue, new Dictionary<string, long>(StringComparer.Ordinal));
while (Console.ReadLine() is { } line)
{
    var window = JsonNode.Parse(line)!;
    var (start, end) = ((DateTimeOffset)window["start"]!, (DateTimeOffset)window["end"]!);
    List<Trend> top = [.. window["top"]!.AsArray().Select(tag => Read(tag!, previous))];
    var snapshot = new Snapshot
    {
        Start = start,
        End = end,
        Slide = previousStart == DateTimeOffset.MinValue ? end - start : start - previousStart,
        Posts = (long)window["posts"]!,
        Tags = (long)window["tags"]!,
        Top = top,
    };
    ChartFile.Write(Path.Combine(folder, $"{pictures++:D4}.png"), renderer.Render(snapshot, options, end));
    (previousStart, previous) = (start, top.ToDictionary(trend => trend.Tag, trend => trend.Count));
}

Console.WriteLine($"{pictures} pictures in {Path.GetFullPath(folder)}");
return 0;

static Trend Read(JsonNode tag, Dictionary<string, long> previous)
{
    var key = (string)tag["tag"]!;
    return new(key, (string)tag["display"]!, (long)tag["count"]!, previous.GetValueOrDefault(key));
}
