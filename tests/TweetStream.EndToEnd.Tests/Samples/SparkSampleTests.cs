namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>What the sample for Spark does without Spark, which is not on every machine: a stand-in takes its place where it is imported.</summary>
public sealed class SparkSampleTests : IDisposable
{
    private const string Prelude = """
        import sys
        from datetime import datetime
        from unittest.mock import MagicMock
        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        for name in ["pyspark", "pyspark.sql", "pyspark.sql.functions", "pyspark.sql.types", "pyspark.streaming"]:
            sys.modules[name] = MagicMock()
        import dstream, structured, tags
        class Rows:
            def __init__(self, *rows): self.rows = list(rows)
            def collect(self): return self.rows

        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_tag_is_a_word_that_starts_with_its_sign() =>
        Assert.Equal("['#one', '#b,', '#one']", await RunAsync("print(tags.tags_of('#One a#no # #b,\\t#ONE'), tags.tags_of('') or '')"));

    [SkippableFact]
    public async Task The_most_frequent_come_first_and_equal_ones_by_name() =>
        Assert.Equal("[('#b', 3), ('#a', 1)] []", await RunAsync("print(tags.top([('#c', 1), ('#a', 1), ('#b', 3)], 2), tags.top([]))"));

    [SkippableFact]
    public async Task An_empty_window_is_told_and_not_drawn() =>
        Assert.Equal(
            "00:00:20  no hashtags",
            await RunAsync("dstream.show(datetime(2026, 1, 1, 0, 0, 20), Rows()); structured.show(Rows(), 7)"));

    [SkippableFact]
    public async Task Windows_that_end_together_are_told_in_their_order() =>
        Assert.Equal(
            "00:00:10  #a 1\n00:00:20  #b 2, #a 1",
            await RunAsync("""
                structured.draw = lambda ranked: None
                def row(second, tag, count): return {"window": {"end": datetime(2026, 1, 1, 0, 0, second)}, "tag": tag, "count": count}
                structured.show(Rows(row(20, "#a", 1), row(10, "#a", 1), row(20, "#b", 2)), 7)
                """));

    private async Task<string> RunAsync(string script)
    {
        var ended = await OtherProgram.RunAsync(_folder, "", "python3", "-c", Prelude + script, OtherProgram.Sample("spark"));
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return ended.Output.TrimEnd();
    }
}
