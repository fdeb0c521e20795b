namespace TweetStream.Cli.Options;

/// <summary>An option has a value that is not allowed; the message names option, value and what is allowed.</summary>
internal sealed class BadOptionException(string message) : Exception(message);
