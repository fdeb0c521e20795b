using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TweetStream.Archive;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Archive;

/// <summary>An archive in a folder of its own, with a clock and a disk that do what the test says.</summary>
internal sealed class RunningArchive : IDisposable, ILogger
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];
    private ArchiveWriter? _writer;

    public RunningArchive(Func<ArchiveOptions, ArchiveOptions>? vary = null, string? folder = null)
    {
        Options = new() { Folder = folder ?? _folder.Path("archive") };
        Options = vary?.Invoke(Options) ?? Options;
        Open();
    }

    public ArchiveOptions Options { get; set; }

    public FakeTimeProvider Time { get; } = new(new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Bytes free on the disk.</summary>
    public long Free { get; set; } = 1L << 40;

    /// <summary>Whether the free bytes are those of the real disk.</summary>
    public bool AsksDisk { get; set; }

    public ArchiveWriter Writer => _writer!;

    public string[] Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Names of the segments.</summary>
    public string[] Segments => [.. ArchiveFolder.Segments(Options.Folder).Select(segment => segment.Name.TrimStart('0'))];

    /// <summary>First offset of each segment, whether or not it is compressed by now.</summary>
    public long[] Firsts => [.. ArchiveFolder.Segments(Options.Folder).Select(segment => segment.First)];

    public string Path(string name) => System.IO.Path.Combine(Options.Folder, name);

    public string SegmentPath(int index) => ArchiveFolder.Segments(Options.Folder)[index].Path;

    public void Open() => _writer = ArchiveWriter.Open(Options, Time, this, AsksDisk ? null : () => Free);

    /// <summary>Ends it as kill -9 does, with these bytes at the end of the last segment; the clock of the disk is that of the test.</summary>
    public void Kill(string torn = "")
    {
        Writer.Abandon();
        if (ArchiveFolder.Segments(Options.Folder) is not [.., { IsCompressed: false } last])
            return;
        File.AppendAllText(last.Path, torn);
        File.SetLastWriteTimeUtc(last.Path, Time.GetUtcNow().UtcDateTime);
    }

    public void Reopen()
    {
        Writer.Dispose();
        Open();
    }

    /// <summary>Appends so many posts at once; how many of them were archived.</summary>
    public int Append(int count, int textLength = 5) => Writer.Append(Lines(Writer.Next, count, textLength), count);

    public void Later(TimeSpan time)
    {
        Time.Advance(time);
        Writer.Maintain();
    }

    /// <summary>Maintains until there is nothing left to compress.</summary>
    public async Task CompressAllAsync()
    {
        for (var before = -1; before != Log.Length;)
        {
            before = Log.Length;
            Writer.Maintain();
            await Writer.Idle;
        }
    }

    /// <summary>Everything that can be read from an offset on, checked for its order.</summary>
    public List<long> Read(long from = 0, long end = long.MaxValue) => [.. ReadLines(Options.Folder, from, end).Select(line => line.Offset)];

    public static byte[] Lines(long first, int count, int textLength = 5) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => Line(first + i, textLength))));

    public static string Line(long offset, int textLength = 5) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"offset\":{offset},\"text\":\"{new string((char)('a' + (offset % 26)), textLength)}\"}}\n");

    public static List<(long Offset, string Line)> ReadLines(string folder, long from, long end = long.MaxValue)
    {
        using var reader = new ArchiveReader(folder, from);
        var lines = new List<(long, string)>();
        while (true)
        {
            var position = reader.Position;
            var block = reader.Read(end, out var first, out var count);
            if (count == 0)
                return lines;
            Assert.True(first >= position);
            Assert.Equal(first + count, reader.Position);
            var texts = Encoding.UTF8.GetString(block.Span).Split('\n');
            Assert.Equal(count, texts.Length - 1);
            Assert.Equal("", texts[^1]);
            lines.AddRange(texts.SkipLast(1).Select((text, i) => (first + i, text + "\n")));
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _folder.Dispose();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_log)
            _log.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
