namespace TweetStream.Testing;

/// <summary>How long tests wait for what comes about by itself. Only what never does takes so long, so that a machine may be as slow and as busy as it likes.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
}
