#!/usr/bin/env bash
# Trending hashtags of what is typed into netcat, as a table of lines and as plot_sns.png. Ctrl-C ends both.
#   run.sh [PORT] [OPTION OF tweetstream count]...
set -euo pipefail
port=9999
if [[ ${1:-} =~ ^[0-9]+$ ]]; then port=$1; shift; fi

# The counter's first line asks whether it talks to a relay. A person at netcat need not see that.
nc -lk 127.0.0.1 "$port" <&0 >/dev/null &
netcat=$!
trap 'kill "$netcat" 2>/dev/null || true' EXIT

# Lines that scroll by instead of a table that redraws itself over what is typed; windows of 20 s every 10 s are the default.
TWEETSTREAM__COUNT__OUTPUT=csv tweetstream count "127.0.0.1:$port" "$@" </dev/null
