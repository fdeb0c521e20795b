using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace TweetStream.Cluster;

/// <summary>The options that decide a result, as a person writes them: a checkpoint, and a silo, is good only for the same ones.</summary>
internal static class Fingerprint
{
    public static string Of(ClusterOptions options) => string.Join(' ',
    [
        .. Counter.Checkpoints.Fingerprint.Of(options.Windows).Select(option => $"{option.Option} {option.Value}"),
        $"--top {Number(options.Top)}",
        $"--by {options.By.ToString().ToLowerInvariant()}",
        $"--case {(options.KeepCase ? "keep" : "fold")}",
        $"--partitions {Number(options.Partitions)}",
        $"--max-tags {Number(options.MaxTags)}",
        .. options.Relays.Select(relay => $"--relay {relay}"),
    ]);

    /// <summary>The same for each message; equal in all processes.</summary>
    public static ulong HashOf(ClusterOptions options) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Of(options)));

    /// <exception cref="ClusterException">They are not the same; the message says what differs.</exception>
    public static void Require(string made, string given, string what)
    {
        if (made != given)
            throw new ClusterException($"{what} was made with {Only(made, given)}, and this silo was given {Only(given, made)}; give the same options or another --service");
    }

    // Options are pairs of words.
    private static string Only(string options, string others)
    {
        var known = Pairs(others).ToHashSet(StringComparer.Ordinal);
        var differing = string.Join(' ', Pairs(options).Where(option => !known.Contains(option)));
        return differing.Length > 0 ? differing : "fewer of them";
    }

    private static IEnumerable<string> Pairs(string options) => options.Split(' ').Chunk(2).Select(pair => string.Join(' ', pair));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
