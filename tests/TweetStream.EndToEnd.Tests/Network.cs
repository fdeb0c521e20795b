using System.Diagnostics;

namespace TweetStream.EndToEnd.Tests;

/// <summary>
/// A relay's machine and two clients' machines, each with a cable of its own to the relay's: network namespaces, for which
/// one must be root. Pulling a cable makes packets vanish, so that neither side hears of the other's end.
/// </summary>
internal sealed class Network : IDisposable
{
    private readonly string _name = $"ts{Environment.ProcessId}{Guid.NewGuid():N}"[..11];
    private readonly List<Process> _clients = [];

    /// <summary>Skips the test where the system does not allow it.</summary>
    public Network()
    {
        try
        {
            Shell.RunOrSkip("ip", "netns", "add", _name);
            Lay("1");
            Lay("2");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The command under which a program runs on the relay's machine.</summary>
    public string[] OnRelay => ["ip", "netns", "exec", _name];

    /// <summary>Connects a client, 1 or 2, that says nothing; what it reads is there to be read.</summary>
    public StreamReader Connect(int client, int port)
    {
        var connect = new ProcessStartInfo("ip", ["netns", "exec", $"{_name}{client}", "bash", "-c", $"exec cat < /dev/tcp/10.77.{client}.1/{port}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        _clients.Add(Process.Start(connect)!);
        return _clients[^1].StandardOutput;
    }

    public void PullCable(int client) => Assert.Null(Shell.Run("ip", "-n", $"{_name}{client}", "link", "set", "eth0", "down"));

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Kill();
            client.Dispose();
        }

        foreach (var machine in (string[])[_name, _name + "1", _name + "2"])
            _ = Shell.Run("ip", "netns", "delete", machine);
    }

    private void Lay(string client)
    {
        var machine = _name + client;
        Shell.RunOrSkip("ip", "netns", "add", machine);
        Shell.RunOrSkip("ip", "-n", _name, "link", "add", "to" + client, "type", "veth", "peer", "name", "eth0", "netns", machine);
        Shell.RunOrSkip("ip", "-n", _name, "address", "add", $"10.77.{client}.1/24", "dev", "to" + client);
        Shell.RunOrSkip("ip", "-n", machine, "address", "add", $"10.77.{client}.2/24", "dev", "eth0");
        Shell.RunOrSkip("ip", "-n", _name, "link", "set", "to" + client, "up");
        Shell.RunOrSkip("ip", "-n", machine, "link", "set", "eth0", "up");
    }
}
