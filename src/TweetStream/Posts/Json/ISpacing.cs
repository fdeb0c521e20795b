namespace TweetStream.Posts.Json;

/// <summary>What a scan expects of the blanks in a line; known to the compiler, so that a scan without them is shorter.</summary>
internal interface ISpacing
{
    static abstract bool HasBlanks { get; }
}

/// <summary>Nothing but tokens, as programs write it; control characters have been looked for elsewhere.</summary>
internal readonly struct Compact : ISpacing
{
    public static bool HasBlanks => false;
}

/// <summary>Blanks may stand between the tokens.</summary>
internal readonly struct Spaced : ISpacing
{
    public static bool HasBlanks => true;
}
