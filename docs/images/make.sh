#!/usr/bin/env bash
# Makes the pictures of README.md and docs anew, in two minutes. Needs chromium, tmux and the fonts that .ci/run installs.
set -euo pipefail
cd "$(dirname "$0")/../.."
TWEETSTREAM_PICTURES=$PWD/docs/images dotnet test tests/TweetStream.Browser.Tests --filter Category=Pictures
dotnet run samples/recording-to-pictures/gif.cs -- docs/images/frames docs/images/terminal.gif 70
rm -r docs/images/frames
