using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Posts;

namespace TweetStream.Relay.Sources.Live;

/// <summary>
/// What the live sources knew when the relay was last here: how far each had come, and which posts passed of late. Owns
/// <c>sources.json</c> in the archive's folder, and the reading of the archive's last posts, which are younger than that file
/// after a kill.
/// </summary>
/// <remarks>
/// The file is what tells posts that were filtered out from those that were never seen. What it says was true one save
/// earlier, so that the archive has been forced to the disk since, and no loss of power makes it claim too much.
/// </remarks>
internal sealed class SourceMemory(IReadOnlyList<LiveSource> sources, string folder, TimeProvider time, ILogger logger)
{
    /// <summary>So many posts of the archive's end are read again: five minutes of what X delivers at most, and more.</summary>
    private const int RememberedPosts = 200_000;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new(); // A save on a slow disk may last until the next one is due.
    private readonly string _file = Path.Combine(folder, "sources.json");
    private readonly Dictionary<string, KnownSource> _known = [];
    private Dictionary<string, KnownSource> _settled = [];
    private Dictionary<string, KnownSource> _written = [];
    private long _savedAt = time.GetTimestamp();
    private bool _failed;

    /// <summary>Puts the sources where they were, and the archive's last posts among those that were seen. To be called once, before any source runs.</summary>
    /// <exception cref="ArchiveException">The archive is damaged.</exception>
    /// <exception cref="IOException">The archive cannot be read.</exception>
    public void Restore(PostLog log, SeenPosts seen)
    {
        foreach (var (name, known) in Load().Where(pair => pair.Value is not null))
            _known[name] = known;
        foreach (var source in sources)
        {
            if (!_known.TryGetValue(source.Name, out var known) || known.Scope != source.CursorScope)
                _known[source.Name] = known = new() { Scope = source.CursorScope, Since = log.Next };
            source.Position.Latest = known is { Cursor: { } cursor, At: { } at } ? new(cursor, at) : null;
        }

        ReadTail(log, seen);
        Close();
        _settled = Snapshot();
    }

    /// <summary>Saves where it is time to. Everything that the sources had passed before must be in the archive by now.</summary>
    public void Maintain()
    {
        if (time.GetElapsedTime(_savedAt) < SaveEvery || !_gate.TryEnter())
            return;
        try
        {
            _savedAt = time.GetTimestamp();
            Write(_settled);
            _settled = Snapshot();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Saves how far the sources have come, when the archive is closed.</summary>
    public void Close()
    {
        lock (_gate)
            Write(Snapshot());
    }

    private void ReadTail(PostLog log, SeenPosts seen)
    {
        using var archive = log.Read(Math.Max(log.First, log.Next - RememberedPosts));
        var reader = new PostReader();
        var post = new PostBuffer();
        for (ReadOnlyMemory<byte> lines; !(lines = archive.Read(log.End, out _, out _)).IsEmpty;)
        {
            foreach (var line in lines.Span.Split((byte)'\n'))
            {
                if (reader.Read(lines.Span[line], post) == LineKind.Post)
                    Remember(post, seen);
            }
        }
    }

    private void Remember(PostBuffer post, SeenPosts seen)
    {
        foreach (var source in sources)
        {
            if (!post[PostField.Source].SequenceEqual(Encoding.UTF8.GetBytes(source.SourceOfPosts)))
                continue;
            seen.IsNew(post, source.Series);
            var at = DateTimeOffset.FromUnixTimeMilliseconds(post.ReceivedAt ?? 0);
            if (post.Offset >= _known[source.Name].Since && !(_known[source.Name].At >= at))
                source.Position.Reached(post, at);
        }
    }

    private Dictionary<string, KnownSource> Snapshot()
    {
        foreach (var source in sources)
        {
            if (source.Position.Latest is { } latest)
                _known[source.Name] = _known[source.Name] with { Cursor = latest.Cursor, At = latest.At };
        }

        return new(_known, StringComparer.Ordinal);
    }

    private void Write(Dictionary<string, KnownSource> known)
    {
        if (known.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(_written.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
            return;
        try
        {
            DurableFile.Replace(_file, file => JsonSerializer.Serialize(file, known, SourceMemoryJson.Default.DictionaryStringKnownSource));
            (_written, _failed) = (known, false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
                logger.LogConcern("sources", $"how far they have come cannot be written to {_file}: {failure.Message}");
            _failed = true;
        }
    }

    private Dictionary<string, KnownSource> Load()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_file), SourceMemoryJson.Default.DictionaryStringKnownSource) ?? [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (JsonException damage)
        {
            logger.LogConcern("sources", $"{_file} is damaged and is made anew: {damage.Message}");
            return [];
        }
    }
}

/// <summary>What is kept of a source.</summary>
internal sealed record KnownSource
{
    /// <summary>The scope that the cursor means something in.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Posts of the archive from this offset on came from there.</summary>
    public long Since { get; init; }

    /// <summary>Null where there is none as yet.</summary>
    public string? Cursor { get; init; }

    /// <summary>When everything up to the cursor had been received.</summary>
    public DateTimeOffset? At { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, KnownSource>))]
internal sealed partial class SourceMemoryJson : JsonSerializerContext;
