// Makes demo.jsonl.gz, see README.md.
#:project ../src/TweetStream.Relay/TweetStream.Relay.csproj
#:property TargetFramework=net10.0
#:property PublishAot=false

using System.IO.Compression;
using TweetStream.Relay.Sources.Synthetic;

using var file = File.Create(args is [var path] ? path : "samples/demo.jsonl.gz");
using var output = new GZipStream(file, CompressionLevel.SmallestSize);
SyntheticRecording.Write(output, seed: 7, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(60), postsPerSecond: 60);
