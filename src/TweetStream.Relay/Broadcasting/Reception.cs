using System.Security.Cryptography;
using System.Text;
using TweetStream.Wire;

namespace TweetStream.Relay.Broadcasting;

/// <summary>
/// Decides what a client gets by what it says, or by its silence. Owns the token and the rules of where a subscription
/// begins; leaves sending to the client's queue. Used under the broadcaster's lock.
/// </summary>
internal sealed class Reception(RelayOptions options, PostLog log)
{
    /// <summary>Where a token is wanted, so long to say it.</summary>
    internal static readonly TimeSpan SilenceBeforeRefusal = TimeSpan.FromSeconds(5);

    private readonly byte[]? _tokenHash = options.Token is { } token ? Hash(token) : null;

    /// <summary>How long silence is taken for nothing yet.</summary>
    public TimeSpan Patience => _tokenHash is null ? Subscription.SilenceBeforeText : SilenceBeforeRefusal;

    /// <summary>Whether posts are held back for a client that has not spoken yet; for one that has yet to show a token they are not.</summary>
    public bool HoldsBack => _tokenHash is null;

    /// <summary>Gives the client what it asked for.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="said">Null is silence, or anything else than a subscription.</param>
    /// <returns>Why it was refused; null where it was not.</returns>
    public string? Hear(ClientQueue queue, Subscription? said)
    {
        if (_tokenHash is not null && !CryptographicOperations.FixedTimeEquals(_tokenHash, Hash(said?.Token ?? "")))
            return Refuse(queue, said, "this relay wants a token, and it is missing or wrong");
        if (said is null || said.IsText)
        {
            if (queue.IsUndecided)
                queue.GiveText();
            return null;
        }

        var next = queue.FirstHeld(log.Next);
        // An offset of another archive means nothing here; the answer says which one this is.
        var from = said.Archive is { } archive && archive != log.Id ? StreamPosition.Latest : said.From;
        if (from.Offset > log.Next)
            return Refuse(queue, said, $"offset {from.Offset} is beyond {log.Next}, the end of archive {log.Id}");
        var first = Math.Min(log.First, next);
        var start = from.IsLatest ? next : Math.Max(from.Offset ?? first, first);
        queue.GiveJson(said, new(log.Id, first, log.Next - 1, start));
        return null;
    }

    private static string? Refuse(ClientQueue queue, Subscription? said, string reason)
    {
        if (!queue.IsUndecided)
            return null;
        queue.Refuse((said ?? new(StreamPosition.Latest, "")).Refuse(reason));
        return reason;
    }

    // Of equal length whatever is compared, so that not even the length of the token shows in the time that it takes.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
