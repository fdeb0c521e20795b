using TweetStream.Posts;

namespace TweetStream.Relay;

/// <summary>
/// Decides which posts pass: those that meet a track term, unless their network looked at that already, are in one of the
/// languages, and meet what is wanted and nothing that is unwanted. What nobody asked for is met by every post. Counts
/// nothing. Not for use by two threads at once.
/// </summary>
public sealed class PostFilter(RelayOptions options)
{
    private readonly TrackFilter _track = new(options.Track);
    private readonly LanguageFilter _languages = new(options.Languages);
    private readonly TrackFilter _wanted = new(Terms(options, isWanted: true));
    private readonly TrackFilter _unwanted = new(Terms(options, isWanted: false));
    private readonly LanguageFilter _wantedLanguages = new(Languages(options, isWanted: true));
    private readonly LanguageFilter _unwantedLanguages = new(Languages(options, isWanted: false));

    public bool Passes(PostBuffer post, bool isTracked) =>
        (isTracked || _track.Passes(post))
        && _languages.Passes(post)
        && _wantedLanguages.Passes(post)
        && _wanted.Passes(post)
        && !_unwantedLanguages.Meets(post)
        && !_unwanted.Meets(post);

    private static IEnumerable<TrackTerm> Terms(RelayOptions options, bool isWanted) =>
        options.Filter.Where(term => term.IsWanted == isWanted && term.Track is not null).Select(term => term.Track!);

    private static IEnumerable<string> Languages(RelayOptions options, bool isWanted) =>
        options.Filter.Where(term => term.IsWanted == isWanted && term.Language is not null).Select(term => term.Language!);
}
