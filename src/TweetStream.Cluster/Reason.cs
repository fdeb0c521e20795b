namespace TweetStream.Cluster;

/// <summary>Why something failed, as a person needs it: one line, without what a library says to its own authors.</summary>
internal static class Reason
{
    // With these the client of the Redis begins a page of its own figures.
    private static readonly string[] Asides = [" - Last Connection Exception: ", ", command=", ", inst:", " (Please take a look"];

    private const string Named = "Exception: "; // A storage says what it was about to do, and then the type and the words of what failed.

    public static string Of(Exception failure)
    {
        var text = failure.Message.Split('\n', 2)[0].Trim();
        foreach (var aside in Asides)
            text = text.IndexOf(aside, StringComparison.Ordinal) is > 0 and var at ? text[..at] : text;
        return text[(text.LastIndexOf(Named, StringComparison.Ordinal) is >= 0 and var named ? named + Named.Length : 0)..];
    }
}
