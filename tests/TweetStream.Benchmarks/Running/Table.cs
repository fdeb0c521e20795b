namespace TweetStream.Benchmarks.Running;

/// <summary>A Markdown table on standard output, in the invariant culture.</summary>
internal static class Table
{
    public static void Head(params string[] columns)
    {
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"| {string.Join(" | ", columns.Select(_ => "---"))} |");
    }

    public static void Row(params FormattableString[] cells) =>
        Console.WriteLine($"| {string.Join(" | ", cells.Select(FormattableString.Invariant))} |");

    public static void Text(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
