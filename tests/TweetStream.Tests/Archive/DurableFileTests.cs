using TweetStream.Archive;
using TweetStream.Tests.Relay;

namespace TweetStream.Tests.Archive;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_made_and_replaced_and_nothing_else_is_left()
    {
        var path = _folder.Path("state");
        DurableFile.Replace(path, file => file.Write("a long first state"u8));
        DurableFile.Replace(path, file => file.Write("short"u8), new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal("short", File.ReadAllText(path));
        Assert.Equal(new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path(".")).Select(Path.GetFullPath));
    }

    [Fact]
    public void Until_all_is_written_the_old_content_stands_there()
    {
        var path = _folder.Write("state", "old");
        DurableFile.Replace(path, file =>
        {
            file.Write("new"u8);
            file.Flush();
            Assert.Equal("old", File.ReadAllText(path));
            var temporary = Assert.Single(Directory.GetFiles(_folder.Path("."), "*.tmp"));
            Assert.StartsWith(".", Path.GetFileName(temporary), StringComparison.Ordinal);
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void A_failure_leaves_the_old_content_and_nothing_else()
    {
        var path = _folder.Write("state", "old");
        Assert.Throws<InvalidOperationException>(() => DurableFile.Replace(path, file =>
        {
            file.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path(".")).Select(Path.GetFullPath));
    }
}
