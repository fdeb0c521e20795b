using System.Globalization;
using TweetStream.Posts;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// X's filtered stream, read by ourselves or through Tweetinvi. Owns the order of rules, stream and cap, and what X says
/// between the posts; leaves the rules to <see cref="XRules"/>, the money to <see cref="SpendCap"/>, and when to connect to
/// its base.
/// </summary>
internal sealed class XSource : LiveSource
{
    // X sends a blank line every 20 s where there is nothing else.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private static readonly Uri Home = new("https://api.x.com");
    private const string StreamPath = "2/tweets/search/stream?tweet.fields=created_at,entities,lang,author_id,note_tweet";
    private readonly Uri _address;
    private readonly string _token;
    private readonly XStreamOpener? _opener;
    private readonly IReadOnlyList<string> _wanted;
    private readonly SpendCap? _cap;
    private readonly PartialErrors _partialErrors;
    private readonly PostBuffer _post = new();
    private XRuleState? _rules;
    private DateTimeOffset? _lastByte;
    private Disconnect? _end;
    private bool _priceTold;

    /// <exception cref="SourceRefusedException">The token is missing, or Tweetinvi, or a track term cannot be a rule.</exception>
    public XSource(SourceSpec spec, LiveParts parts)
        : base(spec.Kind == SourceKind.XTweetinvi ? "x-tweetinvi" : "x", parts)
    {
        if (spec.Kind == SourceKind.XTweetinvi)
            _opener = Options.X.Tweetinvi ?? throw new SourceRefusedException("x-tweetinvi: this executable was built without Tweetinvi. Build it in with dotnet build -p:WithTweetinvi=true, or take the source x, which needs nothing");
        _token = Options.X.BearerToken ?? throw new SourceRefusedException($"{Name}: the app's bearer token is missing. Give it by the environment (TWEETSTREAM__X__BEARERTOKEN), by dotnet user-secrets, or by --x-token-file FILE of mode 0600");
        _address = spec.Address ?? Home;
        _wanted = XRuleSet.Of(Options);
        var spendFile = Options.Archive is { } archive ? Path.Combine(archive.Folder, "x-spend.json") : null;
        _cap = Options.X.MaxPostsPerDay is { } most ? new(most, spendFile, Time, Logger) : null;
        _partialErrors = new(Name, Time, Logger);
    }

    public override string Endpoint => _address.GetLeftPart(UriPartial.Authority);

    public override string SourceOfPosts => "x";

    /// <summary>X has matched the rules.</summary>
    public override bool IsTracked => true;

    public override async IAsyncEnumerable<string> CheckAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        using var http = NewHttp();
        var rules = new XRules(http, Time);
        var plan = await rules.PlanAsync(_wanted, stop);
        plan.RequireAny(_wanted);
        await rules.TryAsync(plan.Missing, stop);
        var changes = string.Concat(plan.Missing.Select(rule => $", would add \"{rule}\"").Concat(plan.Surplus.Select(rule => $", would delete \"{rule.Value}\"")));
        yield return string.Create(CultureInfo.InvariantCulture, $"rules: {plan.Kept.Count} in force{changes}, {plan.Others} of others left alone");
        yield return $"price: {Price()}";
    }

    protected override async Task<Disconnect> ReceiveAsync(CancellationToken stop)
    {
        TellPrice();
        if (IsSpent)
            return await PauseAsync(stop);
        using var http = NewHttp();
        if (_rules is null)
            await SynchroniseAsync(http, stop);
        return await FollowAsync(http, stop) ?? await PauseAsync(stop);
    }

    protected override string Remedy(Disconnect refusal) => XProblem.Remedy(refusal);

    private bool IsSpent => _cap is { IsReached: true };

    private SourceHttp NewHttp() => new(_address, _token, Time);

    private async Task SynchroniseAsync(SourceHttp http, CancellationToken stop)
    {
        _rules = await new XRules(http, Time).SynchroniseAsync(_wanted, stop);
        if (_rules.Others > 0)
            Logger.LogConcern(Name, string.Create(CultureInfo.InvariantCulture, $"{_rules.Others} of the account's rules were made by others and are in force as well: what they match comes too, and is paid for"));
    }

    /// <summary>Opens the stream and reads it to its end, as <see cref="ReadAsync"/> does.</summary>
    private async Task<Disconnect?> FollowAsync(SourceHttp http, CancellationToken stop)
    {
        var minutes = MinutesMissed(out var isWhole);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var handler = new XStreamHandler(http, LongestSilence, Time);
        try
        {
            await using var stream = await OpenAsync(http, handler, minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{StreamPath}&backfill_minutes={minutes}") : StreamPath, leaving.Token);
            Connected(minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_rules}; the last {minutes} min come again") : $"{_rules}", resumed: isWhole);
            _rules = _rules! with { Added = 0, Deleted = 0 };
            return await ReadAsync(stream, stop);
        }
        finally
        {
            // A library reads on, and that is paid for, until it hears that nobody listens.
            await leaving.CancelAsync();
            _cap?.Settle();
        }
    }

    private async Task<Stream> OpenAsync(SourceHttp http, XStreamHandler handler, string path, CancellationToken stop)
    {
        try
        {
            if (_opener is not null)
                return await _opener(path, handler, stop);
            var response = await http.GetAsync(path, stop);
            return new StallGuard(await response.Content.ReadAsStreamAsync(stop), LongestSilence, Time);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested && Understand(failure, connected: false) is not null)
        {
            var told = Understand(failure, connected: false)!;
            if (told.Disconnect.Kind == DisconnectKind.NotReady)
                await SynchroniseAsync(http, stop);
            throw told;
        }
    }

    /// <summary>Passes on what comes until the connection ends; null where we end it because of the cap.</summary>
    private async Task<Disconnect?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var lines = new PostLines(stream, Name, Options.MaxLineBytes, Parts.Tally, new(Name, isJson: true, Parts.Tally) { Heard = Hear }, () => _cap?.Count());
        _end = null;
        do
        {
            _lastByte = Time.GetUtcNow();
            Seen();
            PassOn(lines);
            Flush();
            if (_end is not null)
                return _end;
            if (IsSpent)
                return null;
        }
        while (await FillAsync(lines, stop));
        return new(DisconnectKind.Dropped, "X closed it");
    }

    private async Task<bool> FillAsync(PostLines lines, CancellationToken stop)
    {
        try
        {
            return await lines.FillAsync(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested && Understand(failure, connected: true) is not null)
        {
            // What came of a last line is not lost without a trace.
            lines.End();
            PassOn(lines);
            throw Understand(failure, connected: true)!;
        }
    }

    private void PassOn(PostLines lines)
    {
        // Of what cannot be read there may be more in front of a post than may be paid for.
        while (_end is null && !IsSpent && lines.TryRead(_post) && !IsSpent)
        {
            _cap?.Count();
            _post.Set(PostField.Language, XRuleSet.ModernLanguage(_post[PostField.Language]));
            _post.Set(PostField.Cursor, _post[PostField.Id]);
            Pass(_post);
        }
    }

    private void Hear(LineKind kind, ReadOnlySpan<byte> message)
    {
        if (kind is LineKind.Post)
            _partialErrors.Look(message);
        else if (kind is LineKind.Control or LineKind.Malformed && XProblem.Read(message) is { } end)
            EndWith(end);
        // It has been delivered, and costs as much.
        if (kind is LineKind.Malformed or LineKind.Text)
            _cap?.Count();
    }

    private void EndWith(Disconnect end)
    {
        _end ??= end with { Reason = WithoutToken(end.Reason) };
        if (XProblem.IsOfRules(end))
            _rules = null;
    }

    private string WithoutToken(string text) => text.Replace(_token, "***", StringComparison.Ordinal);

    // A library may wrap what our handler throws, and has failures of its own, which must not end the source.
    private DisconnectException? Understand(Exception failure, bool connected)
    {
        if (_opener is null)
            return Explain(failure, connected) is { } told ? new(told, failure) : null;
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (Explain(inner, connected) is { } known)
                return new(known, failure);
        }

        return new(new(connected ? DisconnectKind.Dropped : DisconnectKind.Unreachable, WithoutToken(failure.Message).ReplaceLineEndings(" ")), failure);
    }

    /// <summary>How many of the last minutes X is asked to deliver again; 0 for none.</summary>
    /// <param name="isWhole">Whether that is all that was missed.</param>
    private int MinutesMissed(out bool isWhole)
    {
        isWhole = false;
        if (Options.X.BackfillMinutes == 0 || (_lastByte ?? Position.Latest?.At) is not { } last)
            return 0;
        var gap = Time.GetUtcNow() - last;
        isWhole = gap <= TimeSpan.FromMinutes(Options.X.BackfillMinutes);
        // After a long rest nobody expects the last minutes.
        return _lastByte is null && !isWhole ? 0 : (int)Math.Clamp(Math.Ceiling(gap.TotalMinutes), 1, Options.X.BackfillMinutes);
    }

    private async Task<Disconnect> PauseAsync(CancellationToken stop)
    {
        var why = _cap!.ReachedWords();
        Logger.LogState(Name, why);
        while (_cap.IsReached)
            await WaitAsync(_cap.UntilTomorrow, why, stop);
        return new(DisconnectKind.Paused, "a new day");
    }

    private string Price() => Options.X.MaxPostsPerDay is { } most ? XPrice.OfCap(most) : XPrice.OfNoCap();

    private void TellPrice()
    {
        if (_priceTold)
            return;
        _priceTold = true;
        var price = Price();
        if (_cap is null)
            Logger.LogConcern(Name, price);
        else
            Logger.LogState(Name, price);
        var read = _cap is { Read: > 0 } ? _cap.Words() : null;
        if (read is not null)
            Logger.LogState(Name, read);
        if (_cap is not null && Options.Archive is null)
            Logger.LogState(Name, "without an archive the posts that were read are counted for this run alone");
    }
}
