namespace TweetStream.Relay;

/// <summary>The relay cannot do what it was asked; the message is one line for the person who asked, and enough without a stack trace.</summary>
public sealed class RelayException : Exception
{
    public RelayException()
    {
    }

    public RelayException(string message)
        : base(message)
    {
    }

    public RelayException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
