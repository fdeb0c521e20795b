namespace TweetStream.Relay.Sources.X;

/// <summary>How the account's rules differ from what is wanted.</summary>
/// <param name="Kept">Our own that stay.</param>
/// <param name="Missing">What is wanted and not there.</param>
/// <param name="Surplus">Our own that are no longer wanted, or there twice.</param>
/// <param name="Others">How many others made.</param>
internal sealed record XRulePlan(IReadOnlyList<XRule> Kept, IReadOnlyList<string> Missing, IReadOnlyList<XRule> Surplus, int Others)
{
    public static XRulePlan Of(IReadOnlyList<XRule> account, IReadOnlyList<string> wanted)
    {
        var ours = account.Where(rule => rule.IsOurs).ToList();
        List<XRule> kept = [.. ours.Where(rule => wanted.Contains(rule.Value)).DistinctBy(rule => rule.Value, StringComparer.Ordinal)];
        return new(kept, [.. wanted.Except(kept.Select(rule => rule.Value), StringComparer.Ordinal)], [.. ours.Except(kept)], account.Count - ours.Count);
    }

    /// <exception cref="SourceRefusedException">Without a single rule nothing would ever come.</exception>
    public void RequireAny(IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0 && Others == 0)
            throw new SourceRefusedException("x: the account has no rule, so that no post would ever come. Say what is wanted with --track or --rule");
    }
}

/// <summary>The account's rules as they are now.</summary>
/// <param name="InForce">Our own.</param>
/// <param name="Added">How many of these are new.</param>
/// <param name="Deleted">Our own that have gone.</param>
/// <param name="Others">How many others made.</param>
internal sealed record XRuleState(int InForce, int Added, int Deleted, int Others)
{
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{InForce} {(InForce == 1 ? "rule" : "rules")} in force{Part(Added, "added")}{Part(Deleted, "deleted")}{Part(Others, "of others left alone")}");

    private static string Part(int count, string what) => count == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {count} {what}");
}
