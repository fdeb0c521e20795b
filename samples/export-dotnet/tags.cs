// The tags that most posts of each day hold, from an export of posts. See README.md.
#:package Parquet.Net
#:property TargetFramework=net10.0
#:property PublishAot=false

using System.Globalization;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Data;

var most = 3;
if (args is not ([_] or [_, _]) || (args is [_, var number] && !int.TryParse(number, CultureInfo.InvariantCulture, out most)))
{
    Console.Error.WriteLine("tags.cs EXPORT [N]: prints the N tags of each day that most posts of an export hold [3]");
    return 2;
}

foreach (var day in Directory.GetDirectories(args[0], "day=*").Order(StringComparer.Ordinal))
{
    var (posts, counts) = (0L, new Dictionary<string, int>(StringComparer.Ordinal));
    foreach (var path in Directory.GetFiles(day, "*.parquet"))
    {
        await using var file = await ParquetReader.CreateAsync(path);
        // A list is a column of its elements, with a level for each that tells whether there is one.
        var tags = file.Schema.GetDataFields().Single(field => field.Path.FirstPart == "tags");
        foreach (var rows in file.RowGroups)
        {
            posts += rows.RowCount;
            using var column = (RawColumnData<ReadOnlyMemory<char>>)await rows.ReadRawColumnDataBaseAsync(tags);
            var length = column.DefinitionLevels.Count(tags.MaxDefinitionLevel);
            foreach (var tag in column.Values[..length])
                CollectionsMarshal.GetValueRefOrAddDefault(counts, tag.ToString(), out _)++;
        }
    }

    var top = counts.OrderByDescending(tag => tag.Value).ThenBy(tag => tag.Key, StringComparer.Ordinal).Take(most);
    Console.WriteLine($"{Path.GetFileName(day)["day=".Length..]}  {posts} posts: {string.Join(", ", top.Select(tag => $"#{tag.Key} {tag.Value}"))}");
}

return 0;
