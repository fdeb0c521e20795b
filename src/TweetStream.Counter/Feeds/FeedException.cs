namespace TweetStream.Counter.Feeds;

/// <summary>The input will not give what was asked for, however often one asks; the message is one line that names it and the reason.</summary>
internal sealed class FeedException(string message, Exception? cause = null) : IOException(message, cause);
