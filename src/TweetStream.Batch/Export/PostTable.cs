using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using TweetStream.Batch.Folding;
using TweetStream.Hashtags;
using TweetStream.Posts;
using TweetStream.Tagging;

namespace TweetStream.Batch.Export;

/// <summary>
/// Posts on their way into files. Owns the columns; leaves to others which posts of it go into which file, and when. The
/// tags are those under which the post counts, found by the same code.
/// </summary>
internal sealed class PostTable : IDisposable
{
    // No text holds them but one that somebody made for that, so that nothing is escaped but there.
    private const byte Separator = 0x1F;
    private const byte Escape = 0x1B;

    private const string Columns =
        "day BIGINT, counted_at TIMESTAMPTZ, \"offset\" BIGINT, id VARCHAR, source VARCHAR, created_at TIMESTAMPTZ, received_at TIMESTAMPTZ, lang VARCHAR, author VARCHAR, cursor VARCHAR, tags VARCHAR, spellings VARCHAR, text VARCHAR";

    private readonly DuckDBConnection _connection = ScratchDatabase.Open(threads: 1); // So that equal posts give equal bytes.
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _spellings = new();
    private readonly SortedDictionary<long, DayRows> _days = [];
    private TagTable _table = new(keepCase: false);
    private PostTags _tags;
    private DuckDBAppender _appender;

    public PostTable()
    {
        _connection.Execute($"CREATE TABLE posts ({Columns})");
        (_tags, _appender) = (new(_table, CountBy.Hashtags), _connection.CreateAppender("posts"));
    }

    public long Rows { get; private set; }

    /// <summary>Bytes of the texts and tags.</summary>
    public long Bytes { get; private set; }

    /// <summary>The days of which there are posts, and those without one first.</summary>
    public IReadOnlyList<DayRows> Days => [.. _days.Values];

    public void Add(PostBuffer post, long offset)
    {
        var text = post.Text;
        var time = PostFold.TimeOf(post, out _);
        var day = ExportDay.Of(time);
        Find(post);
        var row = _appender.CreateRow();
        _ = day.Number is { } number ? row.AppendValue(number) : row.AppendNullValue();
        Append(row, time);
        row.AppendValue(offset);
        Append(row, post[PostField.Id]);
        Append(row, post[PostField.Source]);
        Append(row, post.CreatedAt);
        Append(row, post.ReceivedAt);
        Append(row, post[PostField.Language]);
        Append(row, post[PostField.Author]);
        Append(row, post[PostField.Cursor]);
        Append(row, _keys.WrittenSpan);
        Append(row, _spellings.WrittenSpan);
        _ = text.IsEmpty ? row.AppendValue("") : row.AppendValue(Writable(text));
        row.EndRow();
        Rows++;
        var bytes = text.Length + _keys.WrittenCount + _spellings.WrittenCount;
        Bytes += bytes;
        var key = day.Number ?? long.MinValue;
        _days[key] = _days.TryGetValue(key, out var rows)
            ? rows with { Count = rows.Count + 1, Next = offset + 1, Bytes = rows.Bytes + bytes }
            : new(day, 1, offset, offset + 1, bytes);
    }

    /// <summary>Ends adding for now: what was added can be written.</summary>
    public void Flush()
    {
        _appender.Dispose();
        // Its tags would be all that were ever seen.
        _table = new(keepCase: false);
        _tags = new(_table, CountBy.Hashtags);
    }

    /// <summary>Writes the posts of a day as a Parquet file.</summary>
    public void Write(ExportDay day, string path, CancellationToken stop) => _connection.Execute(
        $"""
        COPY (
          SELECT "offset", id, source, created_at, received_at, counted_at, lang, author, {ListOf("tags")}, {ListOf("spellings")}, text, cursor
          FROM posts WHERE day IS NOT DISTINCT FROM {day.Number?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}
        ) TO {ScratchDatabase.Quoted(path)} (FORMAT parquet, COMPRESSION zstd)
        """,
        stop);

    /// <summary>Goes on after <see cref="Flush"/>, without the days that were written.</summary>
    public void Forget(IReadOnlyList<DayRows> written)
    {
        foreach (var rows in written)
        {
            _days.Remove(rows.Day.Number ?? long.MinValue);
            Rows -= rows.Count;
            Bytes -= rows.Bytes;
        }

        if (_days.Count == 0)
        {
            _connection.Execute($"CREATE OR REPLACE TABLE posts ({Columns})");
        }
        else
        {
            var kept = string.Join(", ", _days.Values.Where(rows => rows.Day.Number is not null).Select(rows => rows.Day.Number!.Value.ToString(CultureInfo.InvariantCulture)).Append("NULL"));
            var untimed = _days.ContainsKey(long.MinValue) ? " OR day IS NULL" : "";
            _connection.Execute($"CREATE OR REPLACE TABLE posts AS SELECT * FROM posts WHERE day IN ({kept}){untimed}");
        }

        _appender = _connection.CreateAppender("posts");
    }

    public void Dispose()
    {
        _appender.Dispose();
        _connection.Dispose();
    }

    private void Find(PostBuffer post)
    {
        _keys.ResetWrittenCount();
        _spellings.ResetWrittenCount();
        foreach (var spelling in _tags.Of(post))
        {
            AddTo(_keys, _table.Key(_table.KeyOf(spelling)));
            AddTo(_spellings, _table.Spelling(spelling));
        }
    }

    private static void AddTo(ArrayBufferWriter<byte> list, ReadOnlySpan<byte> tag)
    {
        if (list.WrittenCount > 0)
            list.Write([Separator]);
        for (int at; (at = tag.IndexOfAny(Separator, Escape)) >= 0; tag = tag[(at + 1)..])
        {
            list.Write(tag[..at]);
            list.Write([Escape, tag[at] == Separator ? (byte)'1' : (byte)'0']);
        }

        list.Write(tag);
    }

    // A list of texts cannot be appended whole: each would end at a NUL.
    private static string ListOf(string column) =>
        $"""
        CASE WHEN {column} IS NULL THEN []::VARCHAR[]
             WHEN contains({column}, chr(27)) THEN list_transform(string_split({column}, chr(31)), lambda tag: replace(replace(tag, chr(27) || '1', chr(31)), chr(27) || '0', chr(27)))
             ELSE string_split({column}, chr(31)) END AS {column}
        """;

    private static void Append(IDuckDBAppenderRow row, long? time) =>
        _ = time is { } known ? row.AppendValue(DateTimeOffset.FromUnixTimeMilliseconds(known)) : row.AppendNullValue();

    // As bytes, as they are: a text would end at a NUL.
    private static void Append(IDuckDBAppenderRow row, ReadOnlySpan<byte> text) =>
        _ = text.IsEmpty ? row.AppendNullValue() : row.AppendValue(Writable(text));

    // It is only read.
    private static Span<byte> Writable(ReadOnlySpan<byte> text) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text), text.Length);
}

/// <summary>Posts of a day that wait for their file.</summary>
/// <param name="Day">The day.</param>
/// <param name="Count">How many they are.</param>
/// <param name="First">Offset of the first of them.</param>
/// <param name="Next">One after the offset of the last.</param>
/// <param name="Bytes">Bytes of their texts and tags.</param>
internal readonly record struct DayRows(ExportDay Day, long Count, long First, long Next, long Bytes);
