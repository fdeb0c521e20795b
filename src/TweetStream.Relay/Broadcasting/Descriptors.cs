using System.Globalization;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// The file descriptors of this process. Owns the rule that the last ones are for no connection: without one to open a
/// segment archiving pauses, and without one to load a library at its first use the process dies, which no code can prevent.
/// </summary>
public static class Descriptors
{
    private const int Spare = 64;

    /// <summary>Most that may be open at once; the largest number where the system does not say.</summary>
    public static long Limit { get; } = ReadLimit();

    /// <summary>Whether there is one for a connection.</summary>
    /// <param name="promised">How many may come to be needed by those that are connected.</param>
    /// <exception cref="IOException">There is none at all.</exception>
    internal static bool HasRoom(int promised)
    {
        if (Limit == long.MaxValue)
            return true;
        // A new one is the lowest that is free.
        using var lowest = File.OpenHandle("/dev/null");
        return lowest.DangerousGetHandle() < Limit - Spare - promised;
    }

    private static long ReadLimit()
    {
        if (!OperatingSystem.IsLinux())
            return long.MaxValue;
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files ", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var limit, ..]
            && long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : long.MaxValue;
    }
}
