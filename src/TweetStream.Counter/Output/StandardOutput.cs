using Microsoft.Win32.SafeHandles;

namespace TweetStream.Counter.Output;

/// <summary>
/// Standard output as a plain file descriptor. The console's own stream swallows the news that nobody reads any more,
/// and <c>tweetstream count | head -1</c> would count for ever.
/// </summary>
internal static class StandardOutput
{
    private const int BrokenPipe = 32;

    public static Stream Open() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    /// <summary>Whether a failure only means that the reader has gone.</summary>
    public static bool IsClosed(Exception failure) => failure is IOException { HResult: BrokenPipe };
}
