using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TweetStream.Wire;

/// <summary>
/// The one line by which a client asks the relay for posts as JSON, and the line that answers it. A client that says
/// nothing gets plain text.
/// <code>
/// request  = "subscribe json from=" position *( " " name "=" value )
/// position = "latest"
/// answer   = "subscribed json nonce=" nonce " next=" offset
/// refusal  = "refused nonce=" nonce " " reason
/// </code>
/// Names that a reader does not know are ignored, so that either side may be the newer one.
/// </summary>
/// <param name="From">Where to begin.</param>
/// <param name="Nonce">Chosen by the client and repeated in the answer, so that no post can pass for an answer; letters and digits only, at most 64.</param>
public sealed record Subscription(string From, string Nonce)
{
    /// <summary>The only position there is as long as the relay keeps no archive.</summary>
    public const string Latest = "latest";

    /// <summary>Longest request or answer that either side reads, in bytes.</summary>
    public const int MaxLineBytes = 1024;

    private const string Request = "subscribe json";

    /// <summary>A subscription to live posts with a nonce of its own.</summary>
    public static Subscription ToLatest() => new(Latest, Guid.NewGuid().ToString("N"));

    /// <summary>The request, with its line end.</summary>
    public byte[] ToLine() => Encoding.ASCII.GetBytes($"{Request} from={From} nonce={Nonce}\n");

    /// <summary>The answer that accepts this request, with its line end.</summary>
    /// <param name="next">Offset of the next post that the client will get.</param>
    public byte[] Accept(long next) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Accepted}{next}\n"));

    /// <summary>The answer that refuses this request, with its line end.</summary>
    public byte[] Refuse(string reason) => Encoding.UTF8.GetBytes($"refused nonce={Nonce} {reason}\n");

    /// <summary>Whether <paramref name="line"/> is the answer that accepts this very request, and from which offset on.</summary>
    public bool IsAcceptedBy(ReadOnlySpan<byte> line, out long next)
    {
        next = 0;
        Span<byte> accepted = stackalloc byte[Encoding.ASCII.GetByteCount(Accepted)];
        Encoding.ASCII.GetBytes(Accepted, accepted);
        return line.StartsWith(accepted)
            && Utf8Parser.TryParse(line[accepted.Length..], out next, out _);
    }

    /// <summary>Reads a request; false for anything else that a client may say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out Subscription subscription)
    {
        subscription = new(Latest, "");
        if (line.Length > MaxLineBytes)
            return false;
        var words = Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["subscribe", "json", ..])
            return false;
        foreach (var word in words.AsSpan(2))
        {
            if (word.StartsWith("from=", StringComparison.Ordinal))
                subscription = subscription with { From = word["from=".Length..] };
            else if (word.StartsWith("nonce=", StringComparison.Ordinal))
                subscription = subscription with { Nonce = word["nonce=".Length..] };
        }

        return subscription.Nonce.Length <= 64 && subscription.Nonce.All(char.IsAsciiLetterOrDigit);
    }

    private string Accepted => $"subscribed json nonce={Nonce} next=";
}
