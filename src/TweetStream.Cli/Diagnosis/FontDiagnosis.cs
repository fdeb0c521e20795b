using TweetStream.Charts.Text;

namespace TweetStream.Cli.Diagnosis;

/// <summary>Whether the picture can show every script.</summary>
internal static class FontDiagnosis
{
    public static Finding Find()
    {
        using var fonts = new FontLibrary();
        return Of(fonts.MissingScripts());
    }

    /// <param name="missing">Scripts that no font has.</param>
    public static Finding Of(IReadOnlyList<string> missing) => missing.Count == 0
        ? new(Verdict.Ok, "fonts: there is one for every script that posts are written in")
        : new(
            Verdict.Warning,
            $"fonts: none for {string.Join(", ", missing)}; in the picture their text is boxes",
            "on Debian and Ubuntu: apt install fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji");
}
