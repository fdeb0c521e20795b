using System.Text;
using TweetStream.Hashtags;

namespace TweetStream.Tests.Hashtags;

/// <summary>What the scanners find, in the terms that tests speak.</summary>
internal static class Scanned
{
    public static string[] Tags(string text) => Tags(Encoding.UTF8.GetBytes(text));

    public static string[] Tags(byte[] text) => [.. Ranges(text).Select(range => Encoding.UTF8.GetString(text[range]))];

    public static List<Range> Ranges(byte[] text)
    {
        var ranges = new List<Range>();
        HashtagScanner.Scan(text, ranges);
        return ranges;
    }

    public static string[] Urls(string text) => [.. UrlRanges(text).Select(range => text[range])];

    /// <summary>Where URLs stand, in UTF-16 units.</summary>
    public static List<Range> UrlRanges(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var ranges = new List<Range>();
        var urls = new UrlScanner(utf8);
        while (urls.MoveNext(int.MaxValue))
            ranges.Add(Unit(utf8, urls.Start)..Unit(utf8, urls.End));
        return ranges;
    }

    /// <summary>How many UTF-16 units stand before a byte.</summary>
    public static int Unit(byte[] utf8, int index) => Encoding.UTF8.GetCharCount(utf8, 0, index);
}
