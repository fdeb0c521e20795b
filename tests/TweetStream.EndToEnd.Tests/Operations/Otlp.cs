using System.Buffers.Binary;
using System.Text;

namespace TweetStream.EndToEnd.Tests.Operations;

/// <summary>
/// As much of OTLP as tells the sums and gauges of an export.
/// <code>
/// request = 1: resource metrics;  resource metrics = 2: scope metrics;  scope metrics = 2: metric
/// metric = 1: name, 5: gauge, 7: sum;  gauge, sum = 1: point;  point = 4: double, 6: integer of 64 bits
/// </code>
/// </summary>
internal static class Otlp
{
    public static IEnumerable<(string Name, double Value)> Points(byte[] request)
    {
        foreach (var metric in Of(request, 1).SelectMany(resource => Of(resource, 2)).SelectMany(scope => Of(scope, 2)))
        {
            var name = Encoding.UTF8.GetString(Of(metric, 1).Single());
            foreach (var point in Of(metric, 5).Concat(Of(metric, 7)).SelectMany(data => Of(data, 1)))
            {
                foreach (var value in Of(point, 6))
                    yield return (name, BinaryPrimitives.ReadInt64LittleEndian(value));
                foreach (var value in Of(point, 4))
                    yield return (name, BinaryPrimitives.ReadDoubleLittleEndian(value));
            }
        }
    }

    private static List<byte[]> Of(byte[] message, int field)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var key = Number(message, ref at);
            var length = (key & 7) switch { 1 => 8, 2 => (int)Number(message, ref at), 5 => 4, _ => 0 };
            if ((key & 7) == 0)
                Number(message, ref at);
            if ((int)(key >> 3) == field)
                found.Add(message[at..(at + length)]);
            at += length;
        }

        return found;
    }

    private static ulong Number(byte[] message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            number |= (ulong)(next & 127) << shift;
            if (next < 128)
                return number;
        }
    }
}
