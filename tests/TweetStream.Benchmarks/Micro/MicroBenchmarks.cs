using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace TweetStream.Benchmarks.Micro;

/// <summary>
/// Runs BenchmarkDotNet on the single steps of the counter, for whoever changes one of them. In this process, so that
/// nothing is generated and built; its log goes with the temporary folder it is written to.
/// </summary>
internal static class MicroBenchmarks
{
    private const int LongestName = 30;

    private static readonly string[] Everything = ["--filter", "*"];

    public static int Run(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("tweetstream-benchmark-");
        try
        {
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .AddLogger(ConsoleLogger.Default)
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .AddDiagnoser(MemoryDiagnoser.Default)
                .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestName))
                .WithArtifactsPath(folder.FullName);
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(arguments.Length == 0 ? Everything : arguments, config);
            return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
