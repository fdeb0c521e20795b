using System.Globalization;

namespace TweetStream.Relay;

/// <summary>
/// How fast a source that could go at any speed passes its posts on.
/// <code>rate = "realtime" | "max" | number [ "/s" ]</code>
/// </summary>
public readonly record struct PostRate
{
    private PostRate(double postsPerSecond) => PostsPerSecond = postsPerSecond;

    /// <summary>A recording keeps its gaps; the synthetic source makes about 50 posts a second. The default.</summary>
    public static PostRate Realtime => default;

    /// <summary>As fast as the clients take them.</summary>
    public static PostRate Max => new(double.PositiveInfinity);

    /// <summary>Posts a second; 0 stands for <see cref="Realtime"/>, infinity for <see cref="Max"/>.</summary>
    public double PostsPerSecond { get; }

    public bool IsRealtime => PostsPerSecond == 0;

    public bool IsMax => double.IsPositiveInfinity(PostsPerSecond);

    /// <param name="posts">Above 0 and finite.</param>
    public static PostRate PerSecond(double posts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(posts);
        if (!double.IsFinite(posts))
            throw new ArgumentOutOfRangeException(nameof(posts), posts, "Must be finite; Max is as fast as possible.");
        return new(posts);
    }

    /// <summary>Reads a rate; otherwise <paramref name="reason"/> names the value and what is allowed.</summary>
    public static bool TryParse(string value, out PostRate rate, out string reason)
    {
        ArgumentNullException.ThrowIfNull(value);
        (rate, reason) = (Realtime, "");
        switch (value)
        {
            case "realtime":
                return true;
            case "max":
                rate = Max;
                return true;
        }

        var number = value.EndsWith("/s", StringComparison.Ordinal) ? value[..^2] : value;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var posts)
            && posts > 0 && double.IsFinite(posts))
        {
            rate = new(posts);
            return true;
        }

        reason = $"'{value}' is no rate; allowed are realtime, max, or posts a second as a number above 0";
        return false;
    }

    public override string ToString() => IsRealtime ? "realtime" : IsMax ? "max" : PostsPerSecond.ToString(CultureInfo.InvariantCulture) + "/s";
}
