namespace TweetStream.Relay;

/// <summary>
/// A network does not let us in, or no longer, and will not without a change on our side; the message is one line that says
/// why and what to do.
/// </summary>
public sealed class SourceRefusedException : Exception
{
    public SourceRefusedException()
    {
    }

    public SourceRefusedException(string message)
        : base(message)
    {
    }

    public SourceRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
