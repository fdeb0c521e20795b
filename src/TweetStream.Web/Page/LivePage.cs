using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using TweetStream.Charts;

namespace TweetStream.Web.Page;

/// <summary>
/// The live page: its files, which stand in this assembly, and what they ask for. Nothing of it comes from another host.
/// </summary>
internal sealed class LivePage(PageOptions options, ShownWindows windows, TimeProvider time) : IHttpPart, IDisposable
{
    private readonly WindowPicture _picture = new(options, windows, time);

    public void AddTo(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => PageJson.Configure(json.SerializerOptions));
        services.AddOpenApi(document => document.AddDocumentTransformer((openApi, _, _) =>
        {
            openApi.Info.Title = "TweetStream";
            openApi.Info.Description = $"Trending {options.Noun} of {options.Source}.";
            openApi.Info.Version = "1";
            return Task.CompletedTask;
        }));
    }

    public void Map(WebApplication app)
    {
        var page = new EmbeddedFileProvider(typeof(LivePage).Assembly, "TweetStream.Web.Page.Files");
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(Files(page, ""));
        // The letters of the picture, so that page and picture look alike.
        app.UseStaticFiles(Files(new EmbeddedFileProvider(typeof(ChartRenderer).Assembly, ""), "/fonts"));
        new WindowApi(options, windows, time).Map(app);
        new LiveEvents(windows, time).Map(app);
        _picture.Map(app);
        app.MapOpenApi("/openapi.json");
    }

    public void Dispose() => _picture.Dispose();

    private static StaticFileOptions Files(IFileProvider files, PathString path) => new()
    {
        FileProvider = files,
        RequestPath = path,
        // Asked again each time, and answered with 304: after an update nobody sees the page of yesterday.
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
    };
}
