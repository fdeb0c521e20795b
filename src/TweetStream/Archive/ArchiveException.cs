namespace TweetStream.Archive;

/// <summary>The archive cannot be used as asked; the message is one line for the person who asked, and enough without a stack trace.</summary>
public sealed class ArchiveException : IOException
{
    public ArchiveException()
    {
    }

    public ArchiveException(string message)
        : base(message)
    {
    }

    public ArchiveException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
