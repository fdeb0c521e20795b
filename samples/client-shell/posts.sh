#!/usr/bin/env bash
# Prints the relay's posts with bash, nc and jq: offset, time, tags and text, with tabs between.
#   posts.sh [HOST [PORT [latest|earliest|OFFSET]]]
set -euo pipefail
host=${1:-127.0.0.1} port=${2:-5555} from=${3:-latest}

# Only what has an offset is a post: the answer to the subscription is no JSON, and neither is text that was on its way before.
printf 'subscribe json from=%s\n' "$from" |
  nc "$host" "$port" |
  jq --raw-input --raw-output --unbuffered '
    fromjson? | select(type == "object" and has("offset")) | [.offset, .created_at, (.tags // [] | join(" ")), .text] | @tsv'
