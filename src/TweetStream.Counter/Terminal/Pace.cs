using TweetStream.Trends;

namespace TweetStream.Counter.Terminal;

/// <summary>The rates of the last windows as a small chart of one line, its height from nought to the highest of them.</summary>
internal sealed class Pace
{
    private const int Most = 16;
    private const string Levels = "▁▂▃▄▅▆▇"; // A whole cell would grow together with the line above.

    private readonly Queue<double> _rates = [];

    /// <summary>Takes the next window. One that is open yet says nothing, and a correction nothing new.</summary>
    public void Add(Snapshot snapshot)
    {
        if (snapshot.Provisional || snapshot.Revision > 0)
            return;
        if (_rates.Count == Most)
            _rates.Dequeue();
        _rates.Enqueue(snapshot.PostsPerSecond);
    }

    /// <summary>Empty until there are two windows to compare.</summary>
    public override string ToString()
    {
        var highest = _rates.DefaultIfEmpty().Max();
        return _rates.Count < 2 || highest <= 0 ? "" : string.Concat(_rates.Select(rate => Levels[(int)Math.Round(rate / highest * (Levels.Length - 1))]));
    }
}
