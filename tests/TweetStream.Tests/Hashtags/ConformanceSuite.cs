using System.Globalization;
using YamlDotNet.Serialization;

namespace TweetStream.Tests.Hashtags;

/// <summary>The cases of X's public suite (twitter-text); see the folder Conformance.</summary>
internal static class ConformanceSuite
{
    /// <summary>A group whose cases expect a list of strings.</summary>
    public static TheoryData<string, string, string[]> Texts(string file, string group) =>
        Read(file, group, expected => [.. ((List<object>)expected).Cast<string>()]);

    /// <summary>A group whose cases expect places in UTF-16 units, given back as <c>start..end text</c>.</summary>
    public static TheoryData<string, string, string[]> Places(string file, string group, string name) =>
        Read(file, group, expected => [.. ((List<object>)expected).Cast<Dictionary<object, object>>().Select(place =>
        {
            var indices = (List<object>)place["indices"];
            return Place(Parse(indices[0]), Parse(indices[1]), (string)place[name]);
        })]);

    /// <summary>A group whose cases expect yes or no.</summary>
    public static TheoryData<string, string, bool> Verdicts(string file, string group)
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (var test in Read(file, group))
            cases.Add((string)test["description"], (string)test["text"], bool.Parse((string)test["expected"]));
        return cases;
    }

    public static string Place(int start, int end, string text) => $"{start}..{end} {text}";

    private static TheoryData<string, string, string[]> Read(string file, string group, Func<object, string[]> expected)
    {
        var cases = new TheoryData<string, string, string[]>();
        foreach (var test in Read(file, group))
            cases.Add((string)test["description"], (string)test["text"], expected(test["expected"]));
        return cases;
    }

    private static IEnumerable<Dictionary<object, object>> Read(string file, string group)
    {
        using var reader = new StreamReader(Path.Combine(AppContext.BaseDirectory, "Hashtags", "Conformance", file));
        var suite = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(reader);
        var groups = (Dictionary<object, object>)suite["tests"];
        return ((List<object>)groups[group]).Cast<Dictionary<object, object>>();
    }

    private static int Parse(object number) => int.Parse((string)number, CultureInfo.InvariantCulture);
}
