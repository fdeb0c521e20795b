namespace TweetStream.Cli.Options;

/// <summary>Where data goes that nobody gave a place for: below the user's data directory (XDG_DATA_HOME, else ~/.local/share).</summary>
internal static class DataDirectory
{
    /// <summary>The folder of the archive.</summary>
    /// <param name="flag">The option by which the user can give another.</param>
    /// <exception cref="BadOptionException">The user has no data directory, as in a container without a home.</exception>
    public static string Posts(string flag)
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "tweetstream", "posts")
            : throw new BadOptionException($"{flag}: there is no home directory to keep posts in; give a folder, or none");
    }
}
