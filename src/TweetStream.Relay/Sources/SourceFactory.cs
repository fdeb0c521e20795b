using Microsoft.Extensions.Logging;
using TweetStream.Relay.Sources.Bluesky;
using TweetStream.Relay.Sources.Live;
using TweetStream.Relay.Sources.Mastodon;
using TweetStream.Relay.Sources.Replay;
using TweetStream.Relay.Sources.StandardInput;
using TweetStream.Relay.Sources.Synthetic;
using TweetStream.Relay.Sources.X;
using TweetStream.Wire;

namespace TweetStream.Relay.Sources;

/// <summary>Makes the source that a specification names.</summary>
internal sealed class SourceFactory(RelayOptions options, SourceTally tally, TimeProvider time, ILogger logger)
{
    /// <exception cref="RecordingException">A recording cannot be read.</exception>
    /// <exception cref="SourceRefusedException">A network's credentials are missing.</exception>
    public PostSource Create(SourceSpec spec)
    {
        var parts = new LiveParts(options, tally, time, logger);
        return spec.Kind switch
        {
            SourceKind.Replay => new ReplaySource(Checked(new(spec.File!)), options, tally, time),
            SourceKind.StandardInput => new StandardInputSource(Console.OpenStandardInput, options.MaxLineBytes, tally, time),
            SourceKind.Bluesky => new BlueskySource(spec, parts),
            SourceKind.Mastodon => new MastodonSource(spec, parts),
            SourceKind.X or SourceKind.XTweetinvi => new XSource(spec, parts),
            _ => new SyntheticSource(options.Rate, options.Seed ?? (ulong)Random.Shared.NextInt64(), time),
        };
    }

    private static Recording Checked(Recording file)
    {
        file.Check();
        return file;
    }
}
