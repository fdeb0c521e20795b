using TweetStream.Counter.Terminal;
using TweetStream.Trends;

namespace TweetStream.Counter.Output;

/// <summary>CSV with a header and a row for each ranked tag of each closed window.</summary>
/// <param name="output">Where the rows go.</param>
/// <param name="isTerminal">Whether someone watches the rows on a terminal, which no tag may control.</param>
/// <param name="hasHeader">Whether the header is there already.</param>
internal sealed class CsvOutput(TextWriter output, bool isTerminal, bool hasHeader = false) : ResultOutput
{
    private bool _hasHeader = hasHeader;

    protected override void Write(Snapshot snapshot)
    {
        if (!_hasHeader)
            output.Write(SnapshotCsv.Header(snapshot.Rank));
        _hasHeader = true;
        SnapshotCsv.Write(output, snapshot, isTerminal ? TerminalText.Clean : null);
        output.Flush();
    }
}
