using System.Globalization;
using System.Text;

namespace TweetStream.Wire;

/// <summary>
/// The one line by which a client tells the relay what it wants, and the line that answers a request for JSON. A client
/// that says nothing gets plain text from now on.
/// <code>
/// request  = "subscribe " ( "json" | "text" ) *( " " name "=" value )
/// names    = "from" | "nonce" | "archive" | "token"
/// answer   = "subscribed json nonce=" nonce " archive=" id " first=" offset " last=" offset " next=" offset
/// refusal  = "refused nonce=" nonce " " reason
/// </code>
/// Text is always from now on and gets no answer, so that every line of it is a post. Names that a reader does not know are
/// ignored, so that either side may be the newer one.
/// </summary>
/// <param name="From">Where to begin.</param>
/// <param name="Nonce">Chosen by the client and repeated in the answer, so that no post can pass for an answer; letters and digits only, at most 64.</param>
public sealed record Subscription(StreamPosition From, string Nonce)
{
    /// <summary>Longest request or answer that either side reads, in bytes.</summary>
    public const int MaxLineBytes = 1024;

    /// <summary>A relay takes a client that has said nothing for so long to want text, and sends it nothing before.</summary>
    public static readonly TimeSpan SilenceBeforeText = TimeSpan.FromMilliseconds(250);

    private const int MaxNameLength = 64;

    /// <summary>Whether it asks for plain text instead of JSON.</summary>
    public bool IsText { get; init; }

    /// <summary>The archive in which an offset is meant; null where any is. An offset in another archive means nothing.</summary>
    public string? Archive { get; init; }

    /// <summary>The secret by which a relay knows its clients; null where none was given.</summary>
    public string? Token { get; init; }

    /// <summary>A subscription with a nonce of its own.</summary>
    public static Subscription To(StreamPosition from) => new(from, Guid.NewGuid().ToString("N"));

    /// <summary>The request, with its line end.</summary>
    public byte[] ToLine()
    {
        var line = new StringBuilder(IsText ? "subscribe text" : $"subscribe json from={From} nonce={Nonce}");
        if (Archive is not null)
            line.Append(CultureInfo.InvariantCulture, $" archive={Archive}");
        if (Token is not null)
            line.Append(CultureInfo.InvariantCulture, $" token={Token}");
        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    /// <summary>The answer that accepts this request, with its line end.</summary>
    public byte[] Accept(Acceptance acceptance) => Encoding.ASCII.GetBytes($"{Accepted} {acceptance}\n");

    /// <summary>The answer that refuses this request, with its line end.</summary>
    public byte[] Refuse(string reason) => Encoding.UTF8.GetBytes($"{Refused} {reason}\n");

    /// <summary>Whether <paramref name="line"/> is the answer that accepts this very request.</summary>
    public bool IsAcceptedBy(ReadOnlySpan<byte> line, out Acceptance acceptance)
    {
        acceptance = new("", 0, -1, 0);
        return IsAnswer(line, Acceptances, out var rest) && Acceptance.TryParse(rest, out acceptance);
    }

    /// <summary>Whether <paramref name="line"/> is the answer that refuses this very request, and why.</summary>
    public bool IsRefusedBy(ReadOnlySpan<byte> line, out string reason) => IsAnswer(line, Refusals, out reason);

    /// <summary>Whether <paramref name="line"/>, which was cut off, may be the beginning of an answer to this very request.</summary>
    public bool MayBeAnsweredBy(ReadOnlySpan<byte> line) => IsBeginning(line, Accepted) || IsBeginning(line, Refused);

    /// <summary>Reads a request; false for anything else that a client may say.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out Subscription subscription)
    {
        subscription = new(StreamPosition.Latest, "");
        if (line.Length > MaxLineBytes)
            return false;
        var words = Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["subscribe", "json" or "text", ..])
            return false;
        subscription = subscription with { IsText = words[1] == "text" };
        foreach (var word in words.AsSpan(2))
        {
            var (name, value) = word.Split('=', 2) is [var left, var right] ? (left, right) : (word, "");
            switch (name)
            {
                case "from" when StreamPosition.TryParse(value, out var from, out _):
                    subscription = subscription with { From = from };
                    break;
                case "from":
                    return false;
                case "nonce":
                    subscription = subscription with { Nonce = value };
                    break;
                case "archive":
                    subscription = subscription with { Archive = value };
                    break;
                case "token":
                    subscription = subscription with { Token = value };
                    break;
            }
        }

        return IsName(subscription.Nonce) && IsName(subscription.Archive ?? "");
    }

    // A record prints all it holds, and a token must never reach a log.
    public override string ToString() => $"{(IsText ? "text" : "JSON")} from {From}";

    private static ReadOnlySpan<byte> Acceptances => "subscribed json nonce="u8;

    private static ReadOnlySpan<byte> Refusals => "refused nonce="u8;

    private string Accepted => Encoding.ASCII.GetString(Acceptances) + Nonce;

    private string Refused => Encoding.ASCII.GetString(Refusals) + Nonce;

    // Makes no string of what is no answer: a foreign program may send very many lines that are none.
    private bool IsAnswer(ReadOnlySpan<byte> line, ReadOnlySpan<byte> opening, out string rest)
    {
        rest = "";
        if (line.Length > MaxLineBytes || !line.StartsWith(opening))
            return false;
        var answer = Encoding.UTF8.GetString(line[opening.Length..]);
        if (!answer.StartsWith(Nonce + " ", StringComparison.Ordinal))
            return false;
        rest = answer[(Nonce.Length + 1)..].TrimEnd('\r');
        return true;
    }

    private static bool IsBeginning(ReadOnlySpan<byte> line, string opening)
    {
        var length = Math.Min(line.Length, opening.Length);
        return length > 0 && line[..length].SequenceEqual(Encoding.ASCII.GetBytes(opening[..length]));
    }

    private static bool IsName(string value) => value.Length <= MaxNameLength && value.All(char.IsAsciiLetterOrDigit);
}
