using Microsoft.Extensions.Configuration;
using TweetStream.Relay;
using TweetStream.Relay.Sources;
using TweetStream.Relay.Sources.Bluesky;

namespace TweetStream.Cli.Options;

/// <summary>The options that say where posts come from and which of them pass; for every command that has to do with sources.</summary>
internal static class SourceSettings
{
    private const int MaxRuleLength = 1024;

    public static readonly ListSetting<SourceSpec> Sources = new(
        "--source", "Relay:Source", "SPEC",
        "Where posts come from: bluesky, mastodon:HOST, x, replay:FILE (also .gz, .zst), synthetic, stdin; may be given several times. A network may have an address, as in x:http://127.0.0.1:8080",
        SourceSpec.TryParse);

    public static readonly Setting<string> XTokenFile = new(
        "--x-token-file", "X:TokenFile", "FILE", "", "File that only you can read, with X's bearer token; or set TWEETSTREAM__X__BEARERTOKEN", Values.Text);

    public static readonly Setting<string> MastodonTokenFile = new(
        "--mastodon-token-file", "Mastodon:TokenFile", "FILE", "", "The same with a Mastodon user's token; or set TWEETSTREAM__MASTODON__ACCESSTOKEN", Values.Text);

    public const string XToken = "X:BearerToken";

    public const string MastodonToken = "Mastodon:AccessToken";

    private static readonly ListSetting<TrackTerm> Track = new(
        "--track", "Relay:Track", "WORD|#TAG", "Asks for, and passes, only posts with this word or tag; may be given several times", TrackTerm.TryParse);

    private static readonly ListSetting<string> Languages = new(
        "--lang", "Relay:Lang", "LANGUAGE", "Passes only posts in this language, such as en; may be given several times", LanguageTag.TryParse);

    private static readonly ListSetting<FilterTerm> Filter = new(
        "--filter", "Relay:Filter", "[-]TERM", "Passes only posts with this WORD, #TAG or lang:LANGUAGE, whatever the source; with - in front leaves them out; may be given several times", FilterTerm.TryParse);

    private static readonly ListSetting<string> Rules = new(
        "--rule", "X:Rule", "RULE", "A rule in X's own syntax, such as '#dotnet lang:en -is:retweet'; may be given several times", Rule);

    private static readonly Setting<long?> MaxPostsPerDay = new(
        "--max-posts-per-day", "X:MaxPostsPerDay", "N|unlimited", "1000", "Posts of X to read a day (UTC), since each costs money", Values.CountOr("unlimited"));

    private static readonly Setting<int> BackfillMinutes = new(
        "--backfill-minutes", "X:BackfillMinutes", "N", "0", "Asks X for what was missed in so many minutes, where the plan allows it", Values.Number(0, 5));

    private static readonly Setting<JetstreamVersion> Jetstream = new("--jetstream", "Bluesky:Jetstream", "v1|v2", "v2", "Form of Bluesky's stream", Values.Choice<JetstreamVersion>());

    private static readonly SwitchSetting JetstreamZstd = new("--jetstream-zstd", "Bluesky:Zstd", "Takes Bluesky's stream compressed");

    private static readonly Setting<TimeSpan> MastodonPoll = new(
        "--mastodon-poll", "Mastodon:PollEvery", "DURATION", "15s", "How often Mastodon is asked where there is no token to stream with", Values.DurationWithin(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)));

    public static IReadOnlyList<Setting> All { get; } =
        [Sources, Track, Languages, Filter, XTokenFile, Rules, MaxPostsPerDay, BackfillMinutes, Jetstream, JetstreamZstd, MastodonTokenFile, MastodonPoll];

    /// <summary>Where in the configuration the secrets of the networks are.</summary>
    public static IReadOnlyList<string> Secrets { get; } = [XToken, MastodonToken];

    /// <summary>The options with what these settings say; no sources where none was given.</summary>
    /// <exception cref="BadOptionException">A value cannot be read, or does not go with the others.</exception>
    public static RelayOptions Read(IConfiguration configuration) => new()
    {
        Sources = ReadSources(configuration),
        Track = Track.Read(configuration),
        Languages = Languages.Read(configuration),
        Filter = Filter.Read(configuration),
        X = new()
        {
            BearerToken = Secret.Read(XTokenFile, XToken, configuration),
            Rules = Rules.Read(configuration),
            MaxPostsPerDay = MaxPostsPerDay.Read(configuration),
            BackfillMinutes = BackfillMinutes.Read(configuration),
#if WITH_TWEETINVI
            Tweetinvi = Tweetinvi.TweetinviConnection.OpenAsync,
#endif
        },
        Bluesky = ReadBluesky(configuration),
        Mastodon = new() { AccessToken = Secret.Read(MastodonTokenFile, MastodonToken, configuration), PollEvery = MastodonPoll.Read(configuration) },
    };

    private static BlueskyOptions ReadBluesky(IConfiguration configuration)
    {
        var options = new BlueskyOptions { Version = Jetstream.Read(configuration), Zstd = JetstreamZstd.Read(configuration) };
        return options is { Zstd: true, Version: JetstreamVersion.V1 }
            ? throw new BadOptionException($"{JetstreamZstd.Flag}: no server gives out the dictionary of {Jetstream.Flag} v1; allowed is it with v2")
            : options;
    }

    private static IReadOnlyList<SourceSpec> ReadSources(IConfiguration configuration)
    {
        var sources = Sources.Read(configuration);
        // A recording may well be played twice.
        if (sources.Where(source => source.Kind is not (SourceKind.Replay or SourceKind.Synthetic)).GroupBy(source => source).FirstOrDefault(given => given.Count() > 1) is { Key: var twice })
            throw new BadOptionException($"{Sources.Flag}: '{twice}' is given twice; allowed is once");
        if (sources.Count(source => source.Kind == SourceKind.Bluesky) > 1)
            throw new BadOptionException($"{Sources.Flag}: bluesky is given twice, and each of its servers has cursors of its own; allowed is one of them");
        if (sources.Count(source => source.Kind is SourceKind.X or SourceKind.XTweetinvi) > 1)
            throw new BadOptionException($"{Sources.Flag}: x is given twice, and there is one account, one stream and one cap; allowed is x or x-tweetinvi");
        if (sources.FirstOrDefault(source => source.Address is { Scheme: "http", IsLoopback: false }) is { } open)
            throw new BadOptionException($"{Sources.Flag}: '{open}' would send the token for everybody to read; allowed are https, and http on this machine");
        return sources;
    }

    private static bool Rule(string value, out string rule, out string reason)
    {
        rule = value.Trim();
        reason = $"'{value}' is no rule; allowed are 1 to {MaxRuleLength} characters";
        return rule.Length is > 0 and <= MaxRuleLength;
    }
}
