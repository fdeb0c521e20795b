namespace TweetStream.Browser.Tests;

/// <summary>Keeps the pictures that tests take, where TWEETSTREAM_PICTURES names a folder for them.</summary>
internal static class Album
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TWEETSTREAM_PICTURES") is { Length: > 0 } folder ? folder : null;

    public static bool IsKept => Folder is not null;

    /// <param name="name">Without its ending, perhaps in a folder within.</param>
    /// <param name="png">The picture.</param>
    public static async Task KeepAsync(string name, byte[] png)
    {
        if (Folder is null)
            return;
        var path = Path.Combine(Folder, name + ".png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, png);
    }
}
