using Microsoft.Playwright;

namespace TweetStream.Browser.Tests;

/// <summary>A real browser, the one that the machine has; tests are skipped where it has none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly float Milliseconds = (float)Patience.Limit.TotalMilliseconds;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is null)
            return;
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Milliseconds);
        // Without a sandbox, which root has none of; it opens nothing but the pages of these tests.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A browser that knows nothing yet, with one empty page.</summary>
    public async Task<Visitor> VisitAsync(Look? look = null)
    {
        Skip.If(_browser is null, "no Chromium on this machine; install the package chromium");
        look ??= new();
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = look.IsStill ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
            DeviceScaleFactor = look.Density,
        });
        context.SetDefaultTimeout(Milliseconds);
        return new(context, await context.NewPageAsync());
    }
}

/// <summary>How a visitor's browser is set.</summary>
public sealed record Look(int Width = 1100, int Height = 860, bool IsDark = false, bool IsStill = false, float Density = 1);
