using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>A table as plain lines, for output that is not a terminal. The tag comes last, so that no script can break the columns.</summary>
internal sealed class PlainTable(TextWriter output, string noun, TimeProvider time) : ResultOutput
{
    protected override void Write(Snapshot snapshot)
    {
        var losses = SnapshotText.Losses(snapshot.Stream);
        var revision = snapshot.Revision > 0 ? " (corrected)" : "";
        output.Write($"{SnapshotText.Window(snapshot, time.GetUtcNow())}{revision}: {SnapshotText.Totals(snapshot, noun)}{(losses.Length > 0 ? $" ({losses})" : "")}\n");
        if (snapshot.Gap is { } gap)
            output.Write($"      ! {SnapshotText.Gap(gap, time.GetUtcNow())}\n");
        var rank = 1;
        foreach (var trend in snapshot.Top)
            output.Write($"{rank++,4}{(snapshot.Rank == Rank.Rising ? $"{SnapshotText.Score(trend),10}" : "")}  {SnapshotText.Number(trend.Count),12}  {SnapshotText.Change(trend),6}  {TerminalText.Clean(trend.Display)}\n");
        output.Write('\n');
        output.Flush();
    }
}
