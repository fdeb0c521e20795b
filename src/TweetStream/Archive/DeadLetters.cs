using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace TweetStream.Archive;

/// <summary>
/// Keeps the lines that could not be read, one JSON object a line, for whoever wants to know why. Owns its file and that a
/// flood of bad lines fills no disk: beyond a size the file is renamed to <c>FILE.1</c>, that one to <c>FILE.2</c>, and
/// the last goes. Made with the first letter. For use by any thread.
/// <code>letter = { "at", "source", "reason", "bytes", ( "line" | "base64" ) [, "cut": true] }</code>
/// </summary>
/// <param name="path">The file.</param>
/// <param name="rotateBytes">Size that the file does not exceed, unless by a single letter.</param>
/// <param name="keep">How many older files are kept.</param>
public sealed class DeadLetters(string path, long rotateBytes = 16 * 1024 * 1024, int keep = 4) : IDisposable
{
    /// <summary>Bytes of a line that are kept.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private const int LongestCharacter = 4;
    private static readonly JsonWriterOptions Style = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _letter = new();
    private SafeFileHandle? _file;
    private long _length;
    private long _count;
    private long _lost;

    /// <summary>Letters that were kept, those of files that are gone by now among them.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Letters that could not be kept because the disk is full or failing.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Keeps a line. Never throws for a disk that is full or failing.</summary>
    /// <param name="source">Where the line came from.</param>
    /// <param name="reason">Why it could not be read.</param>
    /// <param name="line">The line without its end, of which at most <see cref="MaxLineBytes"/> are kept: as text where that is valid UTF-8, otherwise as base64.</param>
    /// <param name="at">When.</param>
    public void Add(string source, string reason, ReadOnlySpan<byte> line, DateTimeOffset at)
    {
        lock (_gate)
        {
            Format(source, reason, line, at);
            try
            {
                Append(_letter.WrittenSpan);
                _count++;
            }
            catch (Exception failure) when (ArchiveDisk.IsFailure(failure))
            {
                _lost++;
                Close();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            Close();
    }

    private void Format(string source, string reason, ReadOnlySpan<byte> line, DateTimeOffset at)
    {
        _letter.ResetWrittenCount();
        var kept = Beginning(line);
        using (var json = new Utf8JsonWriter(_letter, Style))
        {
            json.WriteStartObject();
            json.WriteString("at"u8, at.UtcDateTime);
            json.WriteString("source"u8, source);
            json.WriteString("reason"u8, reason);
            json.WriteNumber("bytes"u8, line.Length);
            if (Utf8.IsValid(kept))
                json.WriteString("line"u8, kept);
            else
                json.WriteBase64String("base64"u8, kept);
            if (kept.Length < line.Length)
                json.WriteBoolean("cut"u8, true);
            json.WriteEndObject();
        }

        _letter.Write("\n"u8);
    }

    // A cut through a character would make valid text invalid.
    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> line)
    {
        if (line.Length <= MaxLineBytes)
            return line;
        for (var less = 0; less < LongestCharacter; less++)
        {
            if (Utf8.IsValid(line[..(MaxLineBytes - less)]))
                return line[..(MaxLineBytes - less)];
        }

        return line[..MaxLineBytes];
    }

    private void Append(ReadOnlySpan<byte> letter)
    {
        if (_file is null)
            Open();
        if (_length > 0 && _length + letter.Length > rotateBytes)
        {
            Rotate();
            Open();
        }

        try
        {
            RandomAccess.Write(_file!, letter, _length);
            _length += letter.Length;
        }
        catch (Exception full) when (ArchiveDisk.IsFailure(full))
        {
            RandomAccess.SetLength(_file!, _length);
            throw;
        }
    }

    private void Open()
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _length = RandomAccess.GetLength(_file);
        Span<byte> last = stackalloc byte[1];
        if (_length == 0 || (RandomAccess.Read(_file, last, _length - 1) == 1 && last[0] == '\n'))
            return;
        // A process that was killed left half a letter.
        RandomAccess.Write(_file, "\n"u8, _length);
        _length++;
    }

    private void Rotate()
    {
        Close();
        if (keep == 0)
            File.Delete(path);
        for (var i = keep; i > 0; i--)
        {
            var younger = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(younger))
                File.Move(younger, $"{path}.{i}", overwrite: true);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
