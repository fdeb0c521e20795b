using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TweetStream.Tests.Relay.Sources.Live;
using ZstdSharp;

namespace TweetStream.Tests.Relay.Sources.Bluesky;

/// <summary>Dictionaries as a server trains them, and frames made with them.</summary>
internal static class ZstdCompression
{
    /// <param name="posts">Those of the training; another number makes another dictionary.</param>
    public static FakeCompression Train(int posts = 2000)
    {
        var samples = Enumerable.Range(0, posts).Select(i => Encoding.UTF8.GetBytes(new FakeJetstreamEvent(i, RunningSource.Start.AddSeconds(i), "did:plc:" + i)
        {
            Rkey = "3mp" + i,
            Record = FakeJetstreamEvent.RecordOf($"some words of post {i * 7919 % 10007} #tag{i % 13}", [string.Create(CultureInfo.InvariantCulture, $"tag{i % 13}")]),
        }.Version2()));
        var dictionary = DictBuilder.TrainFromBuffer(samples.ToList(), 16 * 1024);
        return new(BinaryPrimitives.ReadUInt32LittleEndian(dictionary.AsSpan(sizeof(uint))), dictionary, message =>
        {
            using var compressor = new Compressor();
            compressor.LoadDictionary(dictionary);
            return compressor.Wrap(message).ToArray();
        });
    }
}
