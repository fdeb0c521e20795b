using System.Runtime.InteropServices;
using TweetStream.Benchmarks.BatchLayer;
using TweetStream.Benchmarks.ClusterLayer;
using TweetStream.Benchmarks.Corpora;
using TweetStream.Benchmarks.Micro;
using TweetStream.Benchmarks.Running;
using TweetStream.Benchmarks.Sections;

if (args is ["micro", .. var micro])
    return MicroBenchmarks.Run(micro);
if (args is ["batch", .. var batch])
    return BatchBenchmark.Run(batch);
if (args is ["cluster", .. var cluster])
    return ClusterBenchmark.Run(cluster);
if (args is [DuckDbContender.Command, var segments, var counts])
    return DuckDbContender.Run(segments, counts);

// Everything in one run and in turn, because machines differ and are noisy: only the ratios count.
(string Name, Action<Effort> Run)[] sections =
[
    ("agreement", Agreement.Run),
    ("readers", Readers.Run),
    ("windows", WindowLengths.Run),
    ("tags", DistinctTags.Run),
    ("pictures", Pictures.Run),
    ("allocation", Allocations.Run),
    ("decoders", Decoders.Run),
    ("relay", RelayPace.Run),
    ("startup", StartUp.Run),
];

var quick = args.Contains("--quick");
var rest = args.Where(argument => argument != "--quick").ToArray();
var chosen = rest switch
{
    [] => sections,
    ["--only", var name] => sections.Where(section => section.Name == name).ToArray(),
    _ => [],
};
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: [--quick] [--only SECTION] or {BatchBenchmark.Usage} or {ClusterBenchmark.Usage} or micro [BenchmarkDotNet arguments], SECTION one of {string.Join(", ", sections.Select(section => section.Name))}");
    return 2;
}

var effort = quick ? Effort.Quick : Effort.Full;
Table.Text($"{Environment.ProcessorCount} processors ({Machine.Processor}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
Table.Text($"{Corpus.Description}");
Table.Text(quick
    ? (FormattableString)$"Quick: this proves that it runs, and its figures mean nothing.\n"
    : $"Medians of {effort.Rounds} rounds after {Rounds.WarmUps} to warm up; a ratio is the median of the ratios within a round.\n");
try
{
    foreach (var section in chosen)
        section.Run(effort);
    return 0;
}
catch (InvalidDataException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}
