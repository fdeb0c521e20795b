using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TweetStream.EndToEnd.Tests;

/// <summary>What a person sees who counts in a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Title = "Trending hashtags";
    private readonly Folder _folder = new();
    private readonly TcpListener _sender = new(IPAddress.Loopback, 0);
    private Socket? _counter;

    public TerminalTests() => _sender.Start();

    public void Dispose()
    {
        _counter?.Dispose();
        _sender.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData(40, 24)]
    [InlineData(80, 30)]
    [InlineData(200, 50)]
    public async Task The_table_is_redrawn_in_place_and_its_columns_stand_below_each_other_whatever_the_script(int width, int height)
    {
        Tmux.SkipWithout();
        using var terminal = await StartAsync(width, height);
        await PostAsync(0, "#first", "#first");
        await terminal.ShowsAsync("#first");
        for (var second = 1; second < 8; second++)
            await PostAsync(second, "#日本語", "#日本語", "#日本語", "#العربية", "#العربية", "#हिन्दी", "#" + new string('x', 300), "#plain", "#hêllo");

        static List<string> TagsOf(string screen) => [.. screen.Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal))];
        // The terminal may be looked at before the whole frame has come.
        var screen = await terminal.ShowsAsync(screen => screen.Contains("00:00:07", StringComparison.Ordinal) && TagsOf(screen).Count == 6, "six tags");
        var tags = TagsOf(screen);
        Assert.Equal(2, screen.Split(Title).Length);
        Assert.EndsWith("#日本語", tags[0], StringComparison.Ordinal);
        Assert.DoesNotContain("#first", screen, StringComparison.Ordinal);
        Assert.Single(tags.Select(line => line[..line.IndexOf('#', StringComparison.Ordinal)].Length).Distinct());
        Assert.All(tags, line => Assert.Contains('█', line));
    }

    [SkippableFact]
    public async Task Another_size_of_the_terminal_garbles_nothing()
    {
        Tmux.SkipWithout();
        using var terminal = await StartAsync(100, 30);
        await PostAsync(0, "#one", "#one", "#two");
        var before = ColumnOf(await terminal.ShowsAsync("#two"));
        foreach (var (width, height) in ((int, int)[])[(44, 14), (120, 30), (60, 20)])
        {
            terminal.Resize(width, height);
            var screen = await terminal.ShowsAsync(screen => IsWhole(screen) && ColumnOf(screen) != before, $"one table for {width} columns");
            before = ColumnOf(screen);
        }

        static int ColumnOf(string screen) => screen.Split('\n').Select(line => line.IndexOf("#two", StringComparison.Ordinal)).Max();
        static bool IsWhole(string screen) => screen.StartsWith(Title, StringComparison.Ordinal) && screen.Split(Title).Length == 2 && screen.Split("#two").Length == 2;
    }

    [SkippableFact]
    public async Task Ctrl_C_leaves_the_last_table_and_a_sane_terminal()
    {
        Tmux.SkipWithout();
        using var terminal = await StartAsync(80, 30);
        await PostAsync(0, "#one", "#one", "#two");
        await terminal.ShowsAsync("#two");
        Assert.False(terminal.IsSane, "the cursor is hidden while the table is redrawn");

        terminal.Type("C-c");
        var screen = await terminal.ShowsAsync("[ended 0]");
        Assert.True(terminal.IsSane);
        Assert.True(screen.IndexOf("#two", StringComparison.Ordinal) < screen.IndexOf("[ended 0]", StringComparison.Ordinal));
        Assert.Equal(2, screen.Split(Title).Length);
    }

    [SkippableFact]
    public async Task Redirected_there_are_plain_lines()
    {
        Tmux.SkipWithout();
        using var terminal = await StartAsync(80, 30, "> table.txt");
        await PostAsync(0, "#one", "#one", "#日本語");
        _counter!.Dispose();
        await terminal.ShowsAsync("[ended 0]");

        var table = await File.ReadAllTextAsync(_folder.File("table.txt"));
        Assert.Contains("\n   1             2     new  #one\n   2             1     new  #日本語\n", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
    }

    private async Task<Tmux> StartAsync(int width, int height, string end = "")
    {
        var port = ((IPEndPoint)_sender.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var terminal = Tmux.Start(_folder, width, height, $"count 127.0.0.1:{port} --once --time event --window 1s --slide 1s --plot none {end}");
        _counter = await _sender.AcceptSocketAsync().WaitAsync(Patience.Limit);
        return terminal;
    }

    // A post for each tag. Whether the window is still open or closed in the end, it is shown.
    private Task<int> PostAsync(int second, params string[] tags)
    {
        var posts = new StringBuilder();
        foreach (var tag in tags)
            posts.Append(CultureInfo.InvariantCulture, $"{{\"created_at\":{second * 1000},\"text\":\"{tag}\"}}\n");
        return _counter!.SendAsync(Encoding.UTF8.GetBytes(posts.ToString()));
    }
}
