namespace TweetStream.Hashtags;

/// <summary>
/// Something about each UTF-16 unit, a page of 256 at a time and read when first needed: asking the runtime takes longer than a
/// look. For any number of threads: two may read the same page, and read the same.
/// </summary>
/// <param name="read">Makes a page, from the unit on that it gets.</param>
internal sealed class UnitTable<T>(Func<char, T[]> read)
{
    public const int PageSize = 256;

    private readonly T[]?[] _pages = new T[(char.MaxValue + 1) / PageSize][];

    public T this[char unit] => (_pages[unit / PageSize] ??= read((char)(unit / PageSize * PageSize)))[unit % PageSize];

    /// <summary>Where each unit is asked for by itself.</summary>
    public static UnitTable<T> Of(Func<char, T> read) =>
        new(first => [.. Enumerable.Range(first, PageSize).Select(unit => read((char)unit))]);
}
