// One animated GIF of all pictures in a folder, in the order of their names. See README.md.
#:package Magick.NET-Q8-AnyCPU
#:property TargetFramework=net10.0
#:property PublishAot=false

using System.Globalization;
using ImageMagick;

uint hundredths = 30;
if (args is not ([_, _] or [_, _, _]) || (args is [_, _, var delay] && !uint.TryParse(delay, CultureInfo.InvariantCulture, out hundredths)))
{
    Console.Error.WriteLine("gif.cs FOLDER FILE.gif [HUNDREDTHS]: makes a GIF of FOLDER/*.png, each shown for so many hundredths of a second [30]");
    return 2;
}

using var frames = new MagickImageCollection();
foreach (var picture in Directory.GetFiles(args[0], "*.png").Order(StringComparer.Ordinal))
    frames.Add(new MagickImage(picture) { AnimationDelay = hundredths });
if (frames.Count == 0)
{
    Console.Error.WriteLine($"gif.cs: there is no picture in {args[0]}");
    return 1;
}

// One palette for all, without dots between its colours, so that only what changed from picture to picture is stored.
frames.Quantize(new QuantizeSettings { Colors = 128, DitherMethod = DitherMethod.No });
frames.Optimize();
frames.Write(args[1], MagickFormat.Gif);
Console.WriteLine($"{frames.Count} pictures in {Path.GetFullPath(args[1])}, {new FileInfo(args[1]).Length / 1024:N0} KiB");
return 0;
