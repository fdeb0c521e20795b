using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using TweetStream.Counter.Counting;

namespace TweetStream.Counter.Checkpoints;

/// <summary>
/// One state of a counter as bytes: its position and its counts, which belong together, and how much of the results they
/// cover.
/// <code>
/// checkpoint  = magic version fingerprint results counter checksum
/// magic       = "TWEETSTREAM CHECKPOINT" LF            version  = int32
/// fingerprint = int32 *( option value )                results  = path length
/// counter     = what PostCounter saves                 checksum = XxHash128 of all before
/// </code>
/// Numbers are little-endian, texts UTF-8 behind their length. Magic, version and checksum stay in every version.
/// </summary>
internal sealed class Checkpoint
{
    private const int Version = 1;
    private const int ChecksumBytes = 16;
    private readonly BinaryReader _counter;

    private Checkpoint(IReadOnlyList<(string Option, string Value)> fingerprint, ResultLength results, BinaryReader counter) =>
        (Options, Results, _counter) = (fingerprint, results, counter);

    private static ReadOnlySpan<byte> Magic => "TWEETSTREAM CHECKPOINT\n"u8;

    public IReadOnlyList<(string Option, string Value)> Options { get; }

    public ResultLength Results { get; }

    public static void Write(MemoryStream to, CountOptions options, ResultLength results, PostCounter counter)
    {
        to.SetLength(0);
        using var state = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        state.Write(Magic);
        state.Write(Version);
        var fingerprint = Fingerprint.Of(options);
        state.Write(fingerprint.Count);
        foreach (var (option, value) in fingerprint)
        {
            state.Write(option);
            state.Write(value);
        }

        state.Write(results.Path);
        state.Write(results.Bytes);
        counter.Save(state);
        state.Flush();
        state.Write(XxHash128.Hash(to.GetBuffer().AsSpan(0, (int)to.Length)));
    }

    /// <exception cref="InvalidDataException">The bytes are no checkpoint, damaged, or of a version to come; the message says which.</exception>
    public static Checkpoint Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic) || bytes.Length < Magic.Length + sizeof(int) + ChecksumBytes)
            throw new InvalidDataException("is no checkpoint");
        var content = bytes.AsSpan(0, bytes.Length - ChecksumBytes);
        if (!bytes.AsSpan(content.Length).SequenceEqual(XxHash128.Hash(content)))
            throw new InvalidDataException("is damaged: its checksum does not fit");
        var version = BinaryPrimitives.ReadInt32LittleEndian(content[Magic.Length..]);
        if (version != Version)
            throw new InvalidDataException(FormattableString.Invariant($"has the format {version}, and this program knows {Version}: a newer one wrote it"));

        var state = new BinaryReader(new MemoryStream(bytes, Magic.Length + sizeof(int), content.Length - Magic.Length - sizeof(int)));
        var fingerprint = new (string, string)[state.ReadInt32()];
        for (var i = 0; i < fingerprint.Length; i++)
            fingerprint[i] = (state.ReadString(), state.ReadString());
        return new(fingerprint, new(state.ReadString(), state.ReadInt64()), state);
    }

    /// <summary>Puts the state into a counter that has not counted yet.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be.</exception>
    public void Restore(PostCounter counter, long now) => counter.Restore(_counter, now);
}

/// <summary>How far the results belong to a checkpoint.</summary>
/// <param name="Path">The file of results; empty where there is none.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct ResultLength(string Path, long Bytes)
{
    public static readonly ResultLength None = new("", 0);
}
