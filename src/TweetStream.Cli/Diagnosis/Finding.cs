namespace TweetStream.Cli.Diagnosis;

/// <summary>One thing that was looked at, in one line.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="Found">What was found, beginning with what was looked at.</param>
/// <param name="Advice">What to do; null where nothing has to be done.</param>
internal sealed record Finding(Verdict Verdict, string Found, string? Advice = null)
{
    public override string ToString() => $"{Verdict.ToString().ToLowerInvariant(),-8} {Found}{(Advice is null ? "" : "; " + Advice)}";
}

internal enum Verdict
{
    Ok,

    /// <summary>It works, and less well than it could.</summary>
    Warning,

    /// <summary>Something will not work.</summary>
    Problem,
}
