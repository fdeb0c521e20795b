using System.Diagnostics;
using TweetStream.Benchmarks.Contenders;

namespace TweetStream.Benchmarks.Sections;

/// <summary>Clients that take what they get as fast as they can and look at nothing, each on a thread of its own.</summary>
internal static class RelayClients
{
    /// <summary>Connects all of them, lets them say their first line, and returns when each has been given a regular end.</summary>
    public static RelayResult Drain(int port, int clients, byte[] firstLine, int posts)
    {
        var buffers = Enumerable.Range(0, clients).Select(_ => new byte[Connection.BufferBytes]).ToArray();
        var received = new long[clients];
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var threads = buffers.Select((buffer, client) => Start(() => received[client] = Drain(port, firstLine, buffer))).ToArray();
        foreach (var thread in threads)
            thread.Join();
        var seconds = watch.Elapsed.TotalSeconds;
        return new()
        {
            PostsPerSecond = posts / seconds,
            BytesPerSecond = received.Sum() / seconds,
            CpuPerByte = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds / received.Sum(),
            AllocatedPerPost = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)posts,
            LeastBytes = received.Min(),
        };
    }

    private static Thread Start(ThreadStart drain)
    {
        var thread = new Thread(drain) { IsBackground = true, Name = "client" };
        thread.Start();
        return thread;
    }

    private static long Drain(int port, byte[] firstLine, byte[] buffer)
    {
        using var socket = Connection.To(port);
        socket.Send(firstLine);
        return Connection.Drain(socket, buffer);
    }
}

/// <summary>What one run came to.</summary>
internal sealed record RelayResult
{
    public required double PostsPerSecond { get; init; }

    /// <summary>Of all clients together.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>Seconds of the whole process, the clients among it.</summary>
    public required double CpuPerByte { get; init; }

    public required double AllocatedPerPost { get; init; }

    /// <summary>What the client got that got least.</summary>
    public required long LeastBytes { get; init; }
}
