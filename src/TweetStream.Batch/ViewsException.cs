namespace TweetStream.Batch;

/// <summary>The views cannot be made or asked as wanted; the message is one line for the person who asked, and enough without a stack trace.</summary>
public sealed class ViewsException : IOException
{
    /// <summary>Whether another question would be answered.</summary>
    public bool IsAskedWrongly { get; init; }

    public ViewsException()
    {
    }

    public ViewsException(string message)
        : base(message)
    {
    }

    public ViewsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
