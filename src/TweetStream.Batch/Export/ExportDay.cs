using System.Globalization;
using TweetStream.Batch.Folding;

namespace TweetStream.Batch.Export;

/// <summary>A UTC day of event time, and its folder, by the convention of Hive that every reader of Parquet knows.</summary>
/// <param name="Number">Days since 1970-01-01; null for posts without any time.</param>
internal readonly record struct ExportDay(long? Number)
{
    public const long Length = 86_400_000;
    private const string Prefix = "day=";
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Name of the folder; what stands for no day is Hive's own.</summary>
    public string Folder => Number is { } number ? Prefix + DateOnly.FromDayNumber((int)(Epoch + number)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Prefix + "__HIVE_DEFAULT_PARTITION__";

    /// <summary>Its stretch of time.</summary>
    public Stretch Stretch => new(Number!.Value * Length, (Number.Value + 1) * Length);

    /// <summary>The day that a time is in, in ms since the Unix epoch; before 1970, too.</summary>
    public static ExportDay Of(long? time) => new(time is { } known ? Bucket.Floor(known, Length) / Length : null);

    /// <summary>The first instant of a day; null for none.</summary>
    public static DateTimeOffset? StartOf(DateOnly? day) => day is { } known ? new(known, TimeOnly.MinValue, TimeSpan.Zero) : null;

    public static bool IsFolder(string path) => Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal);
}
