using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TweetStream.Tests.House;

/// <summary>Who may know whom, between projects and between the folders of the shared library.</summary>
public sealed partial class DependencyTests
{
    private static readonly string Sources = Path.Combine(Root(), "src");

    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["TweetStream"] = [],
        ["TweetStream.Charts"] = ["TweetStream"],
        ["TweetStream.Relay"] = ["TweetStream"],
        ["TweetStream.Counter"] = ["TweetStream", "TweetStream.Charts"],
        ["TweetStream.Batch"] = ["TweetStream", "TweetStream.Charts", "TweetStream.Web"],
        ["TweetStream.Web"] = ["TweetStream", "TweetStream.Charts"],
        ["TweetStream.Cluster"] = ["TweetStream", "TweetStream.Charts", "TweetStream.Counter"],
        ["TweetStream.Tweetinvi"] = ["TweetStream.Relay"],
        ["TweetStream.Cli"] = ["TweetStream", "TweetStream.Charts", "TweetStream.Relay", "TweetStream.Counter", "TweetStream.Batch", "TweetStream.Web", "TweetStream.Cluster", "TweetStream.Tweetinvi"],
    };

    private static readonly Dictionary<string, string[]> Folders = new(StringComparer.Ordinal)
    {
        ["Bytes"] = [],
        ["Posts"] = ["Bytes"],
        ["Wire"] = ["Posts", "Bytes"],
        ["Archive"] = ["Wire"],
        ["Hashtags"] = ["Bytes"],
        ["Tagging"] = ["Posts", "Hashtags"],
        ["Health"] = [],
        ["Windows"] = ["Hashtags", "Bytes"],
        ["Trends"] = ["Windows", "Hashtags"],
    };

    [Fact]
    public void Every_project_has_its_rule() =>
        Assert.Equal(Projects.Keys.Order(), Directory.GetDirectories(Sources).Select(folder => Path.GetFileName(folder)).Order());

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_project_knows_only_those_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(Sources, project, project + ".csproj"));
        var known = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        Assert.Empty(known.Except(Projects[project]));
    }

    [Fact]
    public void Every_folder_of_the_library_has_its_rule() =>
        Assert.Equal(
            Folders.Keys.Order(),
            Directory.GetDirectories(Path.Combine(Sources, "TweetStream")).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj")).Order());

    [Theory]
    [MemberData(nameof(FolderNames))]
    public void A_folder_of_the_library_knows_only_those_it_may(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(Sources, "TweetStream", folder), "*.cs", SearchOption.AllDirectories);
        var known = files.SelectMany(file => OwnNamespace().Matches(File.ReadAllText(file))).Select(match => match.Groups["folder"].Value).Distinct();
        Assert.Empty(known.Except([.. Folders[folder], folder]));
    }

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    public static TheoryData<string> FolderNames => [.. Folders.Keys];

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TweetStream.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"\bTweetStream\.(?<folder>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OwnNamespace();
}
