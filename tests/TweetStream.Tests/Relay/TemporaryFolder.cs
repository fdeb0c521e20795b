using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace TweetStream.Tests.Relay;

/// <summary>A folder for the files of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tweetstream-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file, compressed as its name says.</summary>
    public string Write(string name, string content)
    {
        using var file = File.Create(Path(name));
        using Stream output = System.IO.Path.GetExtension(name) switch
        {
            ".gz" => new GZipStream(file, CompressionLevel.Fastest),
            ".zst" => new CompressionStream(file),
            _ => file,
        };
        output.Write(Encoding.UTF8.GetBytes(content));
        return Path(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
