namespace TweetStream.Benchmarks.Contenders;

/// <summary>Those who need no library: what is the least that reading costs, and the loop that anyone would write.</summary>
internal static class PlainContenders
{
    public static readonly Contender RawReader = new("raw reader", 1, "`Socket.Receive` into 64 KiB and nothing else", ReceiveAll) { IsExact = false };

    public static readonly Contender ReadLine = new("ReadLine", 1, "`StreamReader.ReadLine` with a buffer of 64 KiB and nothing else", ReadLines) { IsExact = false };

    public static readonly Contender Loop = new(
        "ReadLine, Regex, Dictionary", 1, "the text of NDJSON by `JsonDocument`, tags by a compiled `Regex` without an object for each match, a `Dictionary` for each 10 s; leaves out boundaries and URLs, and closes with the next post, not by the clock", Count);

    public static readonly Contender MatchesLoop = new("ReadLine, Regex.Matches, Dictionary", 1, "the same by `Regex.Matches`, as most would write it", Count) { Tags = TagsOf.TextByMatches };

    private static IReadOnlyList<ClosedWindow> ReceiveAll(int port, Func<string, TaggedPost> read)
    {
        using var socket = Connection.To(port);
        Connection.Drain(socket, new byte[Connection.BufferBytes]);
        return [];
    }

    private static IReadOnlyList<ClosedWindow> ReadLines(int port, Func<string, TaggedPost> read)
    {
        using var reader = Connection.ReaderOf(port);
        while (reader.ReadLine() is not null)
        {
        }

        return [];
    }

    private static List<ClosedWindow> Count(int port, Func<string, TaggedPost> read)
    {
        var panes = new DictionaryPanes();
        var windows = new List<ClosedWindow>();
        using var reader = Connection.ReaderOf(port);
        while (reader.ReadLine() is { } line)
            windows.AddRange(panes.Add(read(line)));
        return [.. windows, .. panes.End()];
    }
}
