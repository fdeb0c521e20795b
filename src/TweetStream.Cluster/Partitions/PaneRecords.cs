using System.Globalization;
using TweetStream.Cluster.Records;
using TweetStream.Windows;

namespace TweetStream.Cluster.Partitions;

/// <summary>
/// Which panes are records of their own, so that a checkpoint need not hold a long window again every second: those that are
/// over, since few posts come into them any more. What comes all the same is kept beside the record, which never changes.
/// </summary>
internal sealed class PaneRecords
{
    private readonly SortedDictionary<long, Kept> _records = [];
    private long _written;

    /// <summary>A pane is such a record already.</summary>
    public void Know(PaneReference reference) => _records.Add(reference.Number, new(reference.Name));

    /// <summary>Something was counted in a pane.</summary>
    public void Note(PaneCounts counts)
    {
        if (_records.TryGetValue(counts.Number, out var record))
            record.Since.Add(counts);
    }

    /// <summary>Divides what is held into records and the rest.</summary>
    /// <param name="panes">All that is held.</param>
    /// <param name="isOver">Whether a pane of this number is over.</param>
    /// <param name="countsOf">What it holds.</param>
    /// <param name="token">Goes into the names of new records.</param>
    public (PaneReference[] Records, PaneCounts[] Panes, List<(string Name, PaneCounts Pane)> Added, List<string> Obsolete) Plan(
        IReadOnlyList<Pane> panes, Func<long, bool> isOver, Func<Pane, PaneCounts> countsOf, string token)
    {
        var first = panes.Count > 0 ? panes[0].Number : long.MaxValue;
        var obsolete = new List<string>();
        while (_records.Count > 0 && _records.First().Key < first)
        {
            obsolete.Add(_records.First().Value.Name);
            _records.Remove(_records.First().Key);
        }

        var (added, rest) = (new List<(string, PaneCounts)>(), new List<PaneCounts>());
        foreach (var pane in panes)
        {
            if (_records.TryGetValue(pane.Number, out var record))
            {
                rest.AddRange(record.Since);
            }
            else if (isOver(pane.Number))
            {
                record = new(string.Create(CultureInfo.InvariantCulture, $"pane-{pane.Number}-{token}-{_written++}"));
                _records.Add(pane.Number, record);
                added.Add((record.Name, countsOf(pane)));
            }
            else
            {
                rest.Add(countsOf(pane));
            }
        }

        return ([.. _records.Select(record => new PaneReference(record.Key, record.Value.Name))], [.. rest], added, obsolete);
    }

    private sealed class Kept(string name)
    {
        public string Name { get; } = name;

        public List<PaneCounts> Since { get; } = [];
    }
}
