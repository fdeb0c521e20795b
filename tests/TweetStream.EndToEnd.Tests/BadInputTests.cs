using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("count --windw 3s", "--windw", "--window")]
    [InlineData("count --slide 0s", "--slide", "'0s'", "above 0")]
    [InlineData("count --window 5s --offset 9s", "--offset", "'9s'", "shorter than the slide")]
    [InlineData("count --window 2h --slide 1ms", "--slide", "'1ms'", "hundred-thousandth")]
    [InlineData("count --window 10", "--window", "'10'", "20s")]
    [InlineData("count --window", "--window")]
    [InlineData("count --window ", "--window", "''", "20s")]
    [InlineData("count --window NaNs", "--window", "'NaNs'", "20s")]
    [InlineData("count --time noon", "--time", "'noon'", "auto, event, arrival")]
    [InlineData("count --top -1", "--top", "'-1'", "from 0")]
    [InlineData("count --rank best", "--rank", "'best'", "count, rising")]
    [InlineData("count --scale 9", "--scale", "'9'", "0.25")]
    [InlineData("count --max-tags 999", "--max-tags", "'999'", "from 1000 to 100000000")]
    [InlineData("count --max-line 0", "--max-line", "'0'", "1MiB")]
    [InlineData("count --for 2000h", "--for", "'2000h'", "1000h")]
    [InlineData("count --max-line NaN", "--max-line", "'NaN'", "1MiB")]
    [InlineData("count --from yesterday", "--from", "'yesterday'", "latest, earliest")]
    [InlineData("count - --state here", "--state", "'here'", "HOST:PORT", "standard input")]
    [InlineData("count --tls-ca cert.pem", "--tls-ca", "'cert.pem'", "--tls")]
    [InlineData("count --token-file missing", "--token-file", "'missing'")]
    [InlineData("count 127.0.0.1:99999", "127.0.0.1:99999", "65535")]
    [InlineData("relay --source mars", "--source", "'mars'", "replay:FILE, synthetic and stdin")]
    [InlineData("relay --source stdin --source stdin", "--source", "'stdin'", "once")]
    [InlineData("relay --listen nowhere", "--listen", "'nowhere'", "127.0.0.1:PORT")]
    [InlineData("relay --listen 0.0.0.0:0", "--listen", "'0.0.0.0:0'", "--allow-remote")]
    [InlineData("relay --tls-listen 127.0.0.1:0 --tls-cert cert.pem", "--tls-listen", "--tls-cert", "--tls-key", "all three")]
    [InlineData("relay --rate slow", "--rate", "'slow'", "realtime, max")]
    [InlineData("relay --track #", "--track", "'#'", "WORD and #TAG")]
    [InlineData("relay --otlp collector:4318", "--otlp", "'collector:4318'", "http://HOST:PORT")]
    [InlineData("count --otlp http://me:secret@collector:4318", "--otlp", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("relay --log xml", "--log", "'xml'", "text, json")]
    [InlineData("health localhost", "address", "'localhost'", "HOST:PORT")]
    [InlineData("health ftp://localhost:21", "address", "'ftp://localhost:21'", "URL")]
    [InlineData("demo --for never", "--for", "'never'", "20s")]
    [InlineData("trends", "trends")]
    public async Task A_bad_option_names_itself_its_value_and_what_is_allowed(string arguments, params string[] told)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", arguments.Split(' '));
        Assert.Equal(2, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.All(told, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("count missing.txt", "missing.txt")]
    [InlineData("count - --plot missing/plot.png", "missing/plot.png")]
    [InlineData("relay --source replay:missing.jsonl", "missing.jsonl")]
    [InlineData("count .", ".")]
    [InlineData("count --output-file missing/results.jsonl", "missing/results.jsonl")]
    [InlineData("count --state /dev/null/state", "/dev/null/state")]
    [InlineData("count --tls --tls-ca missing.pem", "missing.pem")]
    public async Task What_cannot_be_used_is_told_in_one_line(string arguments, string told)
    {
        var ended = await Tweetstream.RunAsync(_folder, "", arguments.Split(' '));
        Assert.Equal(1, ended.ExitCode);
        var line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(told, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_recording_is_told_in_one_line()
    {
        await File.WriteAllBytesAsync(_folder.File("cut.gz"), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]);
        var ended = await Tweetstream.RunAsync(_folder, "", "count", "cut.gz", "--plot", "none");
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("tweetstream: cannot read cut.gz: it is damaged", Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = other.LocalEndpoint.ToString()!;
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", address);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(address, Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_in_use_is_told_in_one_line_with_its_holder_and_the_way_out()
    {
        var (holder, _) = await Tweetstream.RelayAsync(_folder, "--source", "stdin", "--archive", "posts");
        using var relay = holder;
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", "127.0.0.1:0", "--archive", "posts");
        Assert.Equal(1, ended.ExitCode);
        var line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("the archive posts is in use", line, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(process {holder.Id})"), line, StringComparison.Ordinal);
        Assert.Contains("--archive", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_archive_is_told_in_one_line_and_stays_as_it_is()
    {
        Directory.CreateDirectory(_folder.File("holiday"));
        _folder.Write("holiday/beach.jpg", "sand");
        var ended = await Tweetstream.RunAsync(_folder, "", "relay", "--listen", "127.0.0.1:0", "--archive", "holiday");
        Assert.Equal(1, ended.ExitCode);
        var line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("holiday is no archive", line, StringComparison.Ordinal);
        Assert.Contains("beach.jpg", line, StringComparison.Ordinal);
        Assert.Equal(["beach.jpg"], Directory.EnumerateFileSystemEntries(_folder.File("holiday")).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task A_hundred_megabytes_without_a_line_end_are_left_out_and_memory_stays_flat()
    {
        using var counter = Tweetstream.Start(_folder, "count", "-", "--plot", "none", "--output", "json");
        await WriteAsync(counter.Input, "#before\n"u8.ToArray(), 1);
        await WriteAsync(counter.Input, Encoding.ASCII.GetBytes(new string('a', 1024 * 1024)), 100);
        var peak = counter.PeakMemory;
        var ended = await counter.EndAsync("\n#after\n"u8.ToArray());
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("#before", ended.Output, StringComparison.Ordinal);
        Assert.Contains("#after", ended.Output, StringComparison.Ordinal);
        Assert.Contains("1 oversized", ended.Errors, StringComparison.Ordinal);
        Assert.True(peak < 180L * 1024 * 1024, string.Create(CultureInfo.InvariantCulture, $"{peak:N0} bytes"));
    }

    [Fact]
    public async Task Bad_data_is_counted_and_the_rest_goes_on()
    {
        using var counter = Tweetstream.Start(_folder, "count", "-", "--plot", "none", "--output", "csv", "--window", "24h", "--slide", "24h");
        var ended = await counter.EndAsync([
            .. "\uFEFF#bom\n#nul\0\n{\"text\":\"#half\n"u8,
            .. "#invalid"u8, 0xC3, .. "\n{\"text\":\"#lone \\ud83d\"}\n#last"u8]);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(["#bom", "#invalid", "#last", "#lone", "#nul"], ended.Lines.Skip(1).Select(line => line.Split(',')[5]).Distinct().Order());
        Assert.Contains("1 malformed, 2 repaired", ended.Errors, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(Stream stream, byte[] block, int times)
    {
        for (var i = 0; i < times; i++)
            await stream.WriteAsync(block);
        await stream.FlushAsync();
    }
}
