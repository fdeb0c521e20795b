using TweetStream.Trends;

namespace TweetStream.Web.Page;

/// <summary>A snapshot as it was shown. Its form for the page is made once, by the first who wants it, for all who look.</summary>
/// <param name="number">Counts results; what is no result has the number of the last one before it.</param>
/// <param name="snapshot">What is shown.</param>
/// <param name="at">When it was.</param>
internal sealed class ShownWindow(long number, Snapshot snapshot, DateTimeOffset at)
{
    private readonly Lazy<WindowView> _view = new(() => WindowView.Of(snapshot, at));
    private string? _json;

    public long Number => number;

    public Snapshot Snapshot => snapshot;

    public WindowView View => _view.Value;

    public string Json => _json ??= PageJson.Serialize(View);
}
