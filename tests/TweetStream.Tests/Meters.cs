using System.Diagnostics.Metrics;

namespace TweetStream.Tests;

/// <summary>Meters for what is made without a host.</summary>
internal sealed class Meters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
