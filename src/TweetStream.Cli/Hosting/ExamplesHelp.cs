using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TweetStream.Cli.Hosting;

/// <summary>A command's help, with examples after its options.</summary>
internal static class ExamplesHelp
{
    public static Command WithExamples(this Command command, params IEnumerable<string> examples)
    {
        if (command is not RootCommand)
            command.Add(new HelpOption());
        command.Options.OfType<HelpOption>().Single().Action = new HelpThenExamples(examples);
        return command;
    }

    private sealed class HelpThenExamples(IEnumerable<string> examples) : SynchronousCommandLineAction
    {
        private readonly HelpAction _help = new();

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            _help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine("  " + example);
            return 0;
        }
    }
}
