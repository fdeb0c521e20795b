namespace TweetStream.Cli.Hosting;

/// <summary>How what is said on standard error is written.</summary>
internal enum LogForm
{
    /// <summary>For a person: see <see cref="PlainLog"/>.</summary>
    Text,

    /// <summary>For a program: see <see cref="JsonLog"/>.</summary>
    Json,
}
