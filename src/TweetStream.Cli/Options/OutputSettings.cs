using Microsoft.Extensions.Configuration;
using TweetStream.Charts;
using TweetStream.Counter;

namespace TweetStream.Cli.Options;

/// <summary>In which forms windows are given out: the same for each command that shows some, below its own name in the configuration.</summary>
/// <param name="command">Such as <c>Count</c>.</param>
internal sealed class OutputSettings(string command)
{
    private readonly Setting<string> _plot = new("--plot", $"{command}:Plot", "FILE|none", "plot_sns.png", "Picture that is redrawn at every slide", Values.Text);

    private readonly Setting<ChartStyle> _style = new("--style", $"{command}:Style", "default|seaborn", "default", "Look of the picture", Values.Choice<ChartStyle>());

    private readonly Setting<double> _scale = new(
        "--scale", $"{command}:Scale", "N", "1", "Size of the picture; 2 for high density", Values.Fraction(ChartOptions.SmallestScale, ChartOptions.LargestScale));

    private readonly Setting<OutputFormat> _output = new(
        "--output", $"{command}:Output", "table|json|csv|none", "table", "What goes to standard output", Values.Choice<OutputFormat>());

    private readonly Setting<string?> _outputFile = new(
        "--output-file", $"{command}:OutputFile", "FILE", "", "Appends every closed window to a file: CSV where its name ends in .csv, else JSON lines", Values.OptionalText);

    public IReadOnlyList<Setting> All => [_plot, _style, _scale, _output, _outputFile];

    /// <summary>Adds them to what is counted.</summary>
    /// <exception cref="BadOptionException">A value cannot be read.</exception>
    public CountOptions Read(CountOptions counted, IConfiguration configuration) => counted with
    {
        PicturePath = _plot.Read(configuration) is var path && path == "none" ? null : path,
        Style = _style.Read(configuration),
        Scale = _scale.Read(configuration),
        Output = _output.Read(configuration),
        OutputFile = _outputFile.Read(configuration),
    };
}
