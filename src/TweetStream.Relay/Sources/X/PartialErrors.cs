using System.Globalization;
using Microsoft.Extensions.Logging;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// Errors that stand beside a post, such as a quoted post that is gone. Owns their count, and that each kind is told at most
/// once a minute; the posts themselves are fine.
/// </summary>
internal sealed class PartialErrors(string source, TimeProvider time, ILogger logger)
{
    private const int MaxKinds = 32;
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    /// <summary>Looks at a message that is a post.</summary>
    public void Look(ReadOnlySpan<byte> message)
    {
        // A text that says so has a backslash before the second quote.
        if (message.IndexOf("\"errors\""u8) < 0)
            return;
        foreach (var error in XRuleProblem.Items(SourceProblem.Parse(message.ToArray()), "errors"))
            Add(SourceProblem.Member(error, "title") is { Length: > 0 } title ? title : "no title", SourceProblem.Text(error));
    }

    private void Add(string title, string words)
    {
        if (!_kinds.TryGetValue(title, out var kind))
        {
            if (_kinds.Count == MaxKinds)
                return;
            _kinds[title] = kind = new();
        }

        kind.Untold++;
        if (kind.ToldAt is { } at && time.GetElapsedTime(at) < TellEvery)
            return;
        logger.LogConcern(source, string.Create(CultureInfo.InvariantCulture, $"{kind.Untold} {(kind.Untold == 1 ? "error" : "errors")} beside posts, which pass all the same: {words}"));
        (kind.Untold, kind.ToldAt) = (0, time.GetTimestamp());
    }

    private sealed class Kind
    {
        public long Untold { get; set; }

        public long? ToldAt { get; set; }
    }
}
