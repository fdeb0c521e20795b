using DuckDB.NET.Data;

namespace TweetStream.Batch.Export;

/// <summary>The export cannot be made as wanted; the message is one line for the person who asked, and enough without a stack trace.</summary>
public sealed class ExportException : IOException
{
    public ExportException()
    {
    }

    public ExportException(string message)
        : base(message)
    {
    }

    public ExportException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal static ExportException Of(ExportOptions options, DuckDBException failure) => new($"the export to {options.To} could not go on: {failure.Message.Split('\n')[0]}", failure);
}
