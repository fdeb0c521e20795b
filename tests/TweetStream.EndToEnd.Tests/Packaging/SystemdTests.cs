using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Packaging;

/// <summary>The units of docker/systemd: what systemd's own tools say of them, and what their commands tell systemd.</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly Folder _folder = new();

    public SystemdTests() => Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux");

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("tweetstream-relay")]
    [InlineData("tweetstream-counter")]
    public async Task A_unit_has_nothing_that_systemd_does_not_know_and_is_locked_down(string name)
    {
        Shell.RunOrSkip("systemd-analyze", "--version");
        var file = new Unit(name).WriteFor(_folder, "/bin/true");
        // What it does not know it ignores with a warning; units that are already on the machine may have some of their own.
        var verified = await OtherProgram.RunAsync(_folder, "", "systemd-analyze", "verify", "--man=no", file);
        Assert.Equal(0, verified.ExitCode);
        Assert.DoesNotContain(name, verified.Errors, StringComparison.Ordinal);
        // In tenths: the exposure of a service without any protection is 9.6, and that of these 1.6.
        Assert.Null(Shell.Run("systemd-analyze", "security", "--offline=yes", "--threshold=17", file));
    }

    [SkippableFact]
    public async Task The_relay_is_ready_when_it_listens_and_says_when_it_stops()
    {
        using var systemd = new FakeSystemd(_folder);
        using var relay = systemd.Start(new Unit("tweetstream-relay"), new() { ["TWEETSTREAM__RELAY__SOURCE__0"] = "synthetic" });
        Assert.Equal("READY=1", await systemd.HearAsync());
        await relay.SaysAsync("Listening on 127.0.0.1:");
        using (var client = await Netcat.ConnectAsync(relay.NumberAfter("Listening on 127.0.0.1:")))
            await client.ReadLinesAsync(1);
        relay.Signal(PosixSignal.SIGTERM);
        Assert.Equal("STOPPING=1", await systemd.HearAsync());
        Assert.Equal(0, await relay.ExitAsync());
        Assert.NotEmpty(Archived.Lines(Path.Combine(_folder.File("StateDirectory"), "posts")));
    }

    [SkippableFact]
    public async Task The_counter_is_ready_before_its_relay_is_and_says_when_it_stops()
    {
        using var systemd = new FakeSystemd(_folder);
        using var counter = systemd.Start(new Unit("tweetstream-counter"), []);
        Assert.Equal("READY=1", await systemd.HearAsync());
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(_folder.File("StateDirectory"), "plot_sns.png")), () => counter.Errors);
        counter.Signal(PosixSignal.SIGTERM);
        Assert.Equal("STOPPING=1", await systemd.HearAsync());
        Assert.Equal(0, await counter.ExitAsync());
    }

    [SkippableFact]
    public async Task A_relay_that_cannot_listen_never_says_that_it_is_ready()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var systemd = new FakeSystemd(_folder);
        using var relay = systemd.Start(new Unit("tweetstream-relay"), new() { ["TWEETSTREAM__RELAY__SOURCE__0"] = "synthetic" }, listen: taken.LocalEndpoint.ToString()!);
        Assert.Equal(1, await relay.ExitAsync());
        Assert.Equal(0, systemd.Waiting);
    }

    [SkippableFact]
    public async Task A_secret_that_systemd_hands_over_may_look_readable_to_the_group()
    {
        Directory.CreateDirectory(_folder.File("credentials"));
        var token = _folder.Write("credentials/token", "secret\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        string[] arguments = ["relay", "--listen", "127.0.0.1:0", "--source", "stdin", "--archive", "none", "--token-file", token];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["CREDENTIALS_DIRECTORY"] = _folder.File("credentials") };
        using (var relay = Tweetstream.StartWith(_folder, environment, arguments))
            await relay.SaysAsync("Listening on");

        environment["CREDENTIALS_DIRECTORY"] = _folder.File("others");
        using var refused = Tweetstream.StartWith(_folder, environment, arguments);
        Assert.Equal(2, (await refused.EndAsync()).ExitCode);
    }

    /// <summary>The part of systemd that starts a service of type notify and hears from it.</summary>
    private sealed class FakeSystemd : IDisposable
    {
        private readonly Folder _folder;
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public FakeSystemd(Folder folder)
        {
            _folder = folder;
            _socket.Bind(new UnixDomainSocketEndPoint(folder.File("notify")));
        }

        /// <summary>Bytes of messages that nobody has heard yet.</summary>
        public int Waiting => _socket.Available;

        public Tweetstream Start(Unit unit, Dictionary<string, string> environmentFile, string listen = "127.0.0.1:0")
        {
            Assert.Equal("notify", unit.Values("Type").Single());
            var environment = unit.Environment(_folder);
            foreach (var (name, value) in environmentFile)
                environment[name] = value;
            environment["NOTIFY_SOCKET"] = _folder.File("notify");
            return Tweetstream.StartWith(_folder, environment, unit.Arguments(_folder, listen));
        }

        public async Task<string> HearAsync()
        {
            var message = new byte[256];
            var length = await _socket.ReceiveAsync(message).WaitAsync(Patience.Limit);
            return Encoding.UTF8.GetString(message, 0, length).Trim();
        }

        public void Dispose() => _socket.Dispose();
    }
}
