using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using TweetStream.Archive;
using TweetStream.Relay.Sources.Live;

namespace TweetStream.Relay.Sources.X;

/// <summary>
/// How many posts may still be read today (UTC), each of which costs money. Owns <c>x-spend.json</c>, which claims some posts
/// ahead, so that after a kill never fewer are counted than were read.
/// </summary>
/// <param name="most">Posts a day.</param>
/// <param name="file">Null where the count is not kept.</param>
/// <param name="time">Tells the day.</param>
/// <param name="logger">Hears of a file that cannot be read or written.</param>
internal sealed class SpendCap(long most, string? file, TimeProvider time, ILogger logger)
{
    private readonly long _ahead = Math.Clamp(most / 20, 1, 50);
    private DateOnly? _day;
    private long _read;
    private long _claimed;
    private bool _failed;

    /// <summary>Posts that were read today; after a kill perhaps some more.</summary>
    public long Read
    {
        get
        {
            Turn();
            return _read;
        }
    }

    public bool IsReached => Read >= most;

    /// <summary>How long until the next day begins.</summary>
    public TimeSpan UntilTomorrow => TimeSpan.FromMilliseconds(Math.Ceiling((TimeSpan.FromDays(1) - time.GetUtcNow().UtcDateTime.TimeOfDay).TotalMilliseconds));

    /// <summary>A post has been read; it is on the disk as counted before it goes anywhere.</summary>
    public void Count()
    {
        Turn();
        _read++;
        if (_read > _claimed)
            Write(Math.Max(_read, Math.Min(_read + _ahead - 1, most)));
    }

    /// <summary>Gives back what was claimed and not read; to be called when nothing more comes for now.</summary>
    public void Settle()
    {
        if (_day is not null && _claimed != _read)
            Write(_read);
    }

    public string Words() => string.Create(CultureInfo.InvariantCulture, $"{Read:N0} of {most:N0} posts of today (UTC) have been read");

    public string ReachedWords() => string.Create(CultureInfo.InvariantCulture, $"{most:N0} posts read today, the cap of --max-posts-per-day; goes on at 00:00 UTC");

    private void Turn()
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (_day is null)
            Load();
        // A clock that is put back over midnight must not give a day twice.
        if (_day == today || _day == today.AddDays(1))
            return;
        (_day, _read, _claimed) = (today, 0, 0);
    }

    private void Load()
    {
        if (file is null)
            return;
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(file), XSpendJson.Default.XSpend) is { } spend)
                (_day, _read, _claimed) = (spend.Day, Math.Max(0, spend.Posts), Math.Max(0, spend.Posts));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing has been read as yet.
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            logger.LogConcern("x", $"how many posts were read today cannot be read from {file} and is counted anew: {failure.Message}");
        }
    }

    private void Write(long claimed)
    {
        _claimed = claimed;
        if (file is null)
            return;
        try
        {
            DurableFile.Replace(file, stream => JsonSerializer.Serialize(stream, new(_day!.Value, claimed), XSpendJson.Default.XSpend));
            _failed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
                logger.LogConcern("x", $"how many posts were read today cannot be written to {file} and is known to this run alone: {failure.Message}");
            _failed = true;
        }
    }
}

/// <summary>What is kept of a day.</summary>
internal sealed record XSpend(DateOnly Day, long Posts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(XSpend))]
internal sealed partial class XSpendJson : JsonSerializerContext;
