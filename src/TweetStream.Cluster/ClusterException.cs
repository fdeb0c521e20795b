namespace TweetStream.Cluster;

/// <summary>The cluster cannot count with what it was given, however often one asks; the message is one line that names it and the remedy.</summary>
[GenerateSerializer]
public sealed class ClusterException : Exception
{
    public ClusterException()
    {
    }

    public ClusterException(string message)
        : base(message)
    {
    }

    public ClusterException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
