using System.Text;
using TweetStream.Batch.Output;
using TweetStream.Batch.Queries;
using TweetStream.Counter.Terminal;

namespace TweetStream.Cli.Commands;

/// <summary>Forms of an answer of <c>tweetstream query</c>.</summary>
internal enum AnswerFormat
{
    Table,
    Json,
    Csv,
    Parquet,
}

/// <summary>Writes an answer in one of its forms.</summary>
internal static class AnswerOutput
{
    /// <param name="to">Stays open.</param>
    /// <param name="answer">What is written.</param>
    /// <param name="isCourse">Whether the course of a tag was asked for.</param>
    /// <param name="format">How.</param>
    /// <param name="isForTerminal">Whether tags must be made fit for a terminal in every form.</param>
    public static void Write(Stream to, Answer answer, bool isCourse, AnswerFormat format, bool isForTerminal)
    {
        var output = new BufferedStream(to, 64 * 1024);
        if (format == AnswerFormat.Json)
            AnswerJson.Write(output, answer, isCourse);
        else if (format == AnswerFormat.Parquet)
            WriteParquet(output, answer, isCourse);
        else
            WriteText(output, answer, isCourse, format, isForTerminal);
        output.Flush();
    }

    private static void WriteText(Stream output, Answer answer, bool isCourse, AnswerFormat format, bool isForTerminal)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        if (format == AnswerFormat.Csv)
            AnswerText.WriteCsv(text, answer, isCourse, isForTerminal ? TerminalText.Clean : null);
        else
            AnswerText.WriteTable(text, answer, TerminalText.Clean);
    }

    // DuckDB writes files, and no streams.
    private static void WriteParquet(Stream output, Answer answer, bool isCourse)
    {
        var folder = Directory.CreateTempSubdirectory("tweetstream-");
        try
        {
            var path = Path.Combine(folder.FullName, "answer.parquet");
            AnswerParquet.Write(path, answer, isCourse);
            using var written = File.OpenRead(path);
            written.CopyTo(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
