using System.IO.Hashing;
using System.Text;

namespace TweetStream.Relay.Sources.X;

/// <summary>A rule of the account, by which X picks the posts of its stream.</summary>
/// <param name="Id">X's own id.</param>
/// <param name="Value">The rule.</param>
/// <param name="Tag">What its maker called it; empty for nothing.</param>
internal sealed record XRule(string Id, string Value, string Tag)
{
    /// <summary>Characters that a rule may have.</summary>
    public const int MaxLength = 1024;

    /// <summary>Rules that an account may have.</summary>
    public const int MaxCount = 1000;

    private const string TagPrefix = "tweetstream:";

    /// <summary>Whether this product made it, and may delete it.</summary>
    public bool IsOurs => Tag.StartsWith(TagPrefix, StringComparison.Ordinal);

    /// <summary>What this product calls a rule: always the same for the same one.</summary>
    public static string TagOf(string value) => TagPrefix + Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(value)));
}
