using System.Reactive;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using TweetStream.Benchmarks.Contenders;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Running;
using TweetStream.Charts;
using TweetStream.Counter;

namespace TweetStream.Benchmarks.Sections;

/// <summary>
/// From the instant that a slide is due to the finished PNG on disk, while a sender sends as much as the counter can read,
/// and the picture alone on an idle machine. Windows slide faster than anyone would want, to have enough of them.
/// </summary>
internal static class Pictures
{
    private const int CorpusBytes = 20_000_000;
    private const int WarmUps = 5;
    private const int Size = 500;
    private const int Slide = 250;

    public static void Run(Effort effort)
    {
        var folder = Directory.CreateTempSubdirectory("tweetstream-benchmark-");
        try
        {
            Table.Text($"\nFrom slide to PNG on disk: windows of {Size} ms every {Slide} ms, {effort.Pictures} pictures, renamed into their place in {Path.GetTempPath()}");
            Table.Head("picture", "slide to PNG, median ms", "p90", "of it before it is drawn, median ms", "p90", "drawn and encoded, median ms", "p90", "written, median ms", "p90");
            foreach (var style in Enum.GetValues<ChartStyle>())
            {
                var path = Path.Combine(folder.FullName, "picture.png");
                var loaded = new TimedPicture(path, style, effort.Pictures + WarmUps);
                DrawUnderLoad(loaded);
                var name = Enum.GetName(style)!.ToLowerInvariant();
                Report($"{name}, full load", loaded, times => $"{Quantiles(times, time => time.SinceSlide)} | {Quantiles(times, time => time.SinceSlide - time.Drawn - time.Written)}");
                var alone = new TimedPicture(path, style, effort.Pictures + WarmUps);
                alone.DrawAlone(loaded.Last!);
                Report($"{name}, alone", alone, _ => "- | - | - | -");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void DrawUnderLoad(TimedPicture picture)
    {
        using var sender = new Loopback(Corpus.Of(PostForm.Text, CorpusBytes).Bytes, isEndless: true);
        using var stop = new Subject<Unit>();
        picture.Start();
        var options = new CountOptions { Input = new("127.0.0.1", sender.Port, null), Windows = new(Size, Slide), Once = true };
        using var counting = OurCounter.Snapshots(options, stop).Where(snapshot => snapshot.IsResult).Subscribe(picture);
        picture.Shown.GetAwaiter().GetResult();
        stop.OnNext(Unit.Default);
    }

    private static void Report(string name, TimedPicture picture, Func<List<PictureTimes>, string> sinceSlide)
    {
        var times = picture.Times.Skip(WarmUps).ToList();
        Table.Row($"{name}", $"{sinceSlide(times)}", $"{Quantiles(times, time => time.Drawn)}", $"{Quantiles(times, time => time.Written)}");
    }

    private static string Quantiles(List<PictureTimes> times, Func<PictureTimes, double> value) =>
        FormattableString.Invariant($"{Rounds.Median(times.Select(value)):0.0} | {Rounds.Quantile(times.Select(value), 0.9):0.0}");
}
