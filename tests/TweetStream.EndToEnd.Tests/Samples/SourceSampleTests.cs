using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using TweetStream.EndToEnd.Tests.Packaging;

namespace TweetStream.EndToEnd.Tests.Samples;

/// <summary>The sample of a source that is not ours, from its server to the relay's archive.</summary>
[Collection(Built.OneAtATime)]
public sealed class SourceSampleTests : IDisposable
{
    private const string Feed = """
        <feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
          <entry><id>urn:2</id><title>Second, #nice</title><published>2026-01-01T00:00:02Z</published></entry>
          <entry><id>urn:1</id><title>First</title><published>2026-01-01T00:00:01Z</published><category term="dotnet"/><category term="日本"/></entry>
        </feed>
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task The_entries_of_a_feed_become_posts_of_the_relay_the_oldest_first()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a shell with pipes");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/feed.xml", () => Feed);
        await server.StartAsync();

        var source = $"'{OtherProgram.DotNet}' run '{OtherProgram.Sample("custom-source/feed.cs")}' -- {server.Urls.Single()}/feed.xml";
        using var pipe = OtherProgram.Start(_folder, null, "bash", "-c", $"set -o pipefail; {source} | tweetstream relay --source stdin --listen 127.0.0.1:0 --archive posts --wait-for-clients 0");
        var ended = await pipe.EndAsync(patience: OtherProgram.BuildPatience);
        Assert.True(ended.ExitCode == 0, ended.Errors);

        var posts = Archived.Posts(_folder.File("posts")).ToList();
        Assert.Equal(["First", "Second, #nice"], posts.Select(post => (string)post["text"]!));
        Assert.Equal(["dotnet 日本", "nice"], posts.Select(post => string.Join(' ', post["tags"]!.AsArray().Select(tag => (string)tag!))));
        Assert.Equal("urn:1 feed 2026-01-01T00:00:01.000Z", $"{posts[0]["id"]} {posts[0]["source"]} {posts[0]["created_at"]}");
    }
}
