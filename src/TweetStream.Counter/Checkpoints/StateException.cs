namespace TweetStream.Counter.Checkpoints;

/// <summary>The counter cannot use its state, or could not keep it; the message is one line that names the folder and the reason.</summary>
public sealed class StateException : IOException
{
    public StateException()
    {
    }

    public StateException(string message)
        : base(message)
    {
    }

    public StateException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether other options, and not the machine, are the remedy.</summary>
    public bool IsAskedWrongly { get; init; }
}
