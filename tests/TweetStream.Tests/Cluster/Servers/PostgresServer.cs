using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace TweetStream.Tests.Cluster.Servers;

/// <summary>
/// A PostgreSQL of a test's own, with its data in a folder that goes with it. It never runs as root: where the test does, the
/// server is that of the user that Debian's package makes.
/// </summary>
/// <param name="port">Where it listens.</param>
/// <param name="password">Of its user; null where it lets everybody in.</param>
/// <param name="settings">Of the server, such as fsync=off.</param>
internal sealed class PostgresServer(int port, string? password = null, params string[] settings) : IStoreServer
{
    public const string User = "tweets";
    private readonly string _folder = Directory.CreateTempSubdirectory("tweetstream-postgres-").FullName;
    private bool _isMade;
    private bool _isRunning;

    public string Membership => MembershipOf("postgres");

    private string Data => Path.Combine(_folder, "data");

    public string MembershipOf(string database, string user = User) => string.Create(CultureInfo.InvariantCulture, $"postgres://{user}@127.0.0.1:{port}/{database}");

    /// <summary>The path of a file that only the server reads.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Starts it; skips the test where there is none.</summary>
    public async Task StartAsync()
    {
        if (!_isMade)
            await MakeAsync();
        var more = settings.Aggregate("", (all, setting) => $"{all} -c {setting}");
        await RunAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-o", string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder}{more}"), "start");
        _isRunning = true;
    }

    public void Kill()
    {
        if (!_isRunning)
            return;
        _isRunning = false;
        RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop").GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Kill();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task MakeAsync()
    {
        string[] trust = password is null ? ["-A", "trust"] : ["-A", "scram-sha-256", "--pwfile", Write("password", password)];
        if (Environment.IsPrivilegedProcess)
            await EndAsync(new("chown", ["-R", "postgres", _folder]));
        await RunAsync("initdb", ["-D", Data, "-U", User, "-E", "UTF8", "--no-locale", "--no-sync", .. trust]);
        _isMade = true;
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Find(program);
        Skip.If(path is null, $"there is no PostgreSQL here: no {program}");
        return EndAsync(Environment.IsPrivilegedProcess ? new("runuser", ["-u", "postgres", "--", path!, .. arguments]) : new(path!, arguments));
    }

    private async Task EndAsync(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError) = (false, _folder, true, true);
        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(Patience.Limit);
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {await output}{await errors}{Log()}");
        }
        catch (Win32Exception missing)
        {
            Skip.If(true, $"{start.FileName}: {missing.Message}");
        }
    }

    private string Log() => Path.Combine(_folder, "log") is var log && File.Exists(log) ? File.ReadAllText(log) : "";

    // Debian keeps each version in a folder of its own and none on the path.
    private static string? Find(string program)
    {
        const string versions = "/usr/lib/postgresql";
        var folders = Directory.Exists(versions)
            ? Directory.GetDirectories(versions).OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0).Select(version => Path.Combine(version, "bin"))
            : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
