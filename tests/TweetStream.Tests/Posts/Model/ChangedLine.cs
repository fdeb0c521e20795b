using System.Text;

namespace TweetStream.Tests.Posts.Model;

/// <summary>A line in which bytes were changed, doubled elsewhere and removed, and others put between them.</summary>
internal static class ChangedLine
{
    /// <param name="line">What it was.</param>
    /// <param name="changes">Each a kind of change, 0 to 3, two places from 0 to 1 of the line's length, and a byte.</param>
    /// <param name="between">What is put between others; null for the byte itself.</param>
    public static byte[] Of(string line, IEnumerable<(int Kind, double From, double To, byte Value)> changes, byte[]? between = null)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(line));
        foreach (var (kind, from, to, value) in changes)
        {
            var at = (int)(from * (bytes.Count - 1));
            var part = bytes.GetRange(at, Math.Min((int)(to * 12) + 1, bytes.Count - at));
            if (kind == 0)
                bytes[at] = value;
            else if (kind == 1)
                bytes.InsertRange(at, between ?? [value]);
            else if (kind == 2)
                bytes.InsertRange((int)(to * bytes.Count), part);
            else
                bytes.RemoveRange(at, part.Count - 1);
        }

        return [.. bytes];
    }
}
