using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using TweetStream.Charts;

namespace TweetStream.Web.Page;

/// <summary>
/// The live page: its files, which stand in this assembly, and what they ask for. Nothing of it comes from another host.
/// </summary>
internal sealed class LivePage : IHttpPart, IDisposable
{
    private readonly PageOptions _options;
    private readonly ShownWindows _windows;
    private readonly TimeProvider _time;
    private readonly OlderWindows _older;
    private readonly WindowPicture _picture;

    public LivePage(PageOptions options, ShownWindows windows, TimeProvider time)
    {
        (_options, _windows, _time, _older) = (options, windows, time, new(options));
        _picture = new(options, windows, _older, time);
    }

    public void AddTo(IServiceCollection services) => services.AddApi($"Trending {_options.Noun} of {_options.Source}.");

    public void Map(WebApplication app)
    {
        var page = new EmbeddedFileProvider(typeof(LivePage).Assembly, "TweetStream.Web.Page.Files");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(Files(page, ""));
        // The letters of the picture, so that page and picture look alike.
        app.UseStaticFiles(Files(new EmbeddedFileProvider(typeof(ChartRenderer).Assembly, ""), "/fonts"));
        new WindowApi(_options, _windows, _older, _time).Map(app);
        new LiveEvents(_windows, _time).Map(app);
        _picture.Map(app);
        app.MapApi();
    }

    public void Dispose()
    {
        _picture.Dispose();
        _older.Dispose();
    }

    private static StaticFileOptions Files(IFileProvider files, PathString path) => new()
    {
        FileProvider = files,
        RequestPath = path,
        // Asked again each time, and answered with 304: after an update nobody sees the page of yesterday.
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
    };
}
