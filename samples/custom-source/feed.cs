// A source of your own: the entries of an Atom or RSS feed as posts, one JSON object a line. See README.md.
#:property TargetFramework=net10.0
#:property PublishAot=false

using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

var seconds = 0;
if (args is not ([_] or [_, _]) || (args is [_, var every] && !int.TryParse(every, CultureInfo.InvariantCulture, out seconds)))
{
    Console.Error.WriteLine("feed.cs ADDRESS [SECONDS]: writes the entries of a feed, and where SECONDS are given looks for new ones every so often");
    return 2;
}

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
var seen = new HashSet<string>(StringComparer.Ordinal);
while (true)
{
    try
    {
        var feed = XDocument.Parse(await http.GetStringAsync(new Uri(args[0])));
        // A feed has its newest entry first; posts go out in the order in which they were made.
        foreach (var entry in feed.Descendants().Where(element => element.Name.LocalName is "entry" or "item").Reverse())
        {
            string? Value(params string[] names) => entry.Elements().FirstOrDefault(element => names.Contains(element.Name.LocalName))?.Value.Trim();
            var id = Value("id", "guid", "link") ?? "";
            if (!seen.Add(id))
                continue;
            DateTimeOffset? made = DateTimeOffset.TryParse(Value("published", "pubDate", "updated"), CultureInfo.InvariantCulture, out var time) ? time : null;
            // Where the feed names no tags, the relay looks for them in the text.
            var tags = entry.Elements().Where(element => element.Name.LocalName == "category").Select(element => (string?)element.Attribute("term") ?? element.Value).ToList();
            Console.WriteLine(JsonSerializer.Serialize(new { id, source = "feed", created_at = made, tags = tags.Count > 0 ? tags : null, text = Value("title") ?? "" }));
        }
    }
    catch (Exception failure) when (seconds > 0 && failure is (HttpRequestException or TaskCanceledException or XmlException))
    {
        Console.Error.WriteLine($"{args[0]}: {failure.Message}"); // The next look may find it well again.
    }

    if (seconds <= 0)
        return 0;
    await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
