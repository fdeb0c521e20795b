using System.Text;
using TweetStream.Counter;
using TweetStream.Counter.Feeds;
using TweetStream.Counter.Tapping;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter.Tapping;

/// <summary>A tap that is given lines, and what it showed of them.</summary>
internal sealed class Tapped : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly LineBuffer _lines = new(1024);

    public Tapped(TapOptions? options = null, bool isTerminal = false)
    {
        options ??= Options;
        Tap = new(options, new PostLines(_output, options.Format, isTerminal));
    }

    public static TapOptions Options => new(new CountOptions { Input = CountInput.StandardInput });

    public PostTap Tap { get; }

    public string Shown => Encoding.UTF8.GetString(_output.ToArray());

    /// <summary>Whether more is wanted after these lines.</summary>
    public bool Take(string text, bool isLast = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(_lines.Free);
        _lines.Commit(bytes.Length);
        return Tap.Take(new(_lines, 0) { IsLast = isLast });
    }

    /// <summary>A relay accepts, and its next line is this one.</summary>
    public void Accept(string archive, long next) =>
        Tap.Take(new(null, 0) { Connection = new() { Position = new(archive, next), Asked = Tap.Position?.Offset } });

    public void Lose() => Tap.Take(new(null, 0) { Connection = Connection.Lost, Notice = "lost" });

    public void Dispose() => _output.Dispose();
}
