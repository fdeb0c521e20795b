namespace TweetStream.Cli.Diagnosis;

/// <summary>One thing that was looked at, in one line.</summary>
/// <param name="Health">How it is.</param>
/// <param name="Found">What was found, beginning with what was looked at.</param>
/// <param name="Advice">What to do; null where nothing has to be done.</param>
internal sealed record Finding(Health Health, string Found, string? Advice = null)
{
    public override string ToString() => $"{Health.ToString().ToLowerInvariant(),-8} {Found}{(Advice is null ? "" : "; " + Advice)}";
}

internal enum Health
{
    Ok,

    /// <summary>It works, and less well than it could.</summary>
    Warning,

    /// <summary>Something will not work.</summary>
    Problem,
}
