using Microsoft.Win32.SafeHandles;

namespace TweetStream.Counter.Output;

/// <summary>
/// Standard output that tells when nobody reads it any more. The console's own stream swallows that news, and
/// <c>tweetstream count | head -1</c> would count for ever.
/// </summary>
public static class StandardOutput
{
    private const int BrokenPipe = 32;

    public static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        // Only for a pipe: in a file it would keep a position of its own and write over what others append.
        var plain = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return plain.CanSeek ? Console.OpenStandardOutput() : plain;
    }

    /// <summary>Whether a failure only means that the reader has gone.</summary>
    public static bool IsClosed(Exception failure) => failure is IOException { HResult: BrokenPipe };
}
